import pageViews from '../../pipelines/page-views';
import trades from '../../pipelines/trades';
import { parseText } from '../../engine/events/parse-event';
import { generatorSource, syntheticEvents } from '../../producer/event-source';
import { evenRanges, Lanes } from '../../producer/lanes';
import { produce, type ProduceOptions } from '../../producer/produce';
import { seededRandom } from '../../producer/random';
import { constantRate } from '../../producer/rate';
import { StreamWriter } from '../../producer/stream-writer';
import { ManualClock } from './support/manual-clock';
import { MemoryStream } from './support/memory-stream';

const START_MS = 1_700_000_000_000;
const lanes = new Lanes(evenRanges(2));

async function run(options: Partial<ProduceOptions>, stream = new MemoryStream()) {
  const clock = new ManualClock(START_MS);
  const counts = await produce({
    source: generatorSource(syntheticEvents('trades')!, trades, 1),
    rate: constantRate(100),
    packer: { lanes },
    writer: new StreamWriter({ putRecords: stream.putRecords, clock, random: seededRandom(2) }),
    clock,
    random: seededRandom(3),
    ...options,
  });
  const times = stream.lines().map(line => (JSON.parse(line) as { timestamp: number }).timestamp);
  return { counts, times, stream, clock };
}

describe('produce', () => {
  it('produces at its rate for its duration, in event time from the start on', async () => {
    const { counts, times, clock } = await run({ durationMs: 10_000 });
    expect(counts).toMatchObject({ events: 1_000, delayed: 0, reachedMs: START_MS + 10_000 });
    expect(times).toHaveLength(1_000);
    expect(times.every(time => time >= START_MS && time < START_MS + 10_000)).toBe(true);
    expect(clock.now() - START_MS).toBeLessThan(11_000);
  });

  it('ends after its total', async () => {
    const { counts, times } = await run({ total: 123 });
    expect(counts.events).toBe(123);
    expect(times).toHaveLength(123);
  });

  it('goes through the past without waiting, then on in real time', async () => {
    const { times, clock } = await run({ backfillMs: 3_600_000, durationMs: 2_000, rate: constantRate(10) });
    expect(times).toHaveLength(36_020);
    expect(Math.min(...times)).toBeLessThan(START_MS - 3_599_000);
    expect(Math.max(...times)).toBeGreaterThan(START_MS + 1_800);
    expect(clock.now() - START_MS).toBeLessThan(2_500);
  });

  it('keeps event time in order within a lane', async () => {
    const { stream } = await run({ durationMs: 5_000, rate: constantRate(2_000) });
    for (const lane of [0, 1]) {
      const times = new MemoryStream();
      times.accepted.push(...stream.accepted.filter(({ partitionKey }) => partitionKey === String(lane)));
      const values = times.lines().map(line => (JSON.parse(line) as { timestamp: number }).timestamp);
      expect(values.length).toBeGreaterThan(1_000);
      expect(values).toEqual([...values].sort((a, b) => a - b));
    }
  });

  it('sends delayed events late with their own time, and those still held at the end', async () => {
    const { counts, times } = await run({
      durationMs: 20_000,
      delay: { share: 0.2, distribution: { kind: 'fixed', ms: 8_000 } },
    });
    expect(counts.events).toBe(2_000);
    expect(times).toHaveLength(2_000);
    expect(counts.delayed).toBeGreaterThan(300);
    let runningMaxMs = 0;
    const behindMs = times.map(time => (runningMaxMs = Math.max(runningMaxMs, time)) - time);
    expect(behindMs.filter(ms => ms > 6_000).length).toBeGreaterThan(200);
  });

  it('loses and doubles nothing when the stream refuses', async () => {
    const random = seededRandom(9);
    const stream = new MemoryStream(() => random() < 0.5);
    let n = 0;
    const source = () => ({ bytes: Buffer.from(`{"n":${n++}}`), partitionKey: `key ${n % 7}` });
    const { counts } = await run({ durationMs: 5_000, source }, stream);
    expect(counts.refused).toBeGreaterThan(0);
    const numbers = stream.lines().map(line => (JSON.parse(line) as { n: number }).n);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: counts.events }, (_, i) => i));
  });

  it('stops when it is told to, and sends what it has', async () => {
    const abort = new AbortController();
    const { counts, times } = await run({
      signal: abort.signal,
      onProgress: ({ events }) => {
        if (events >= 50) abort.abort();
      },
    });
    expect(counts.events).toBeGreaterThanOrEqual(50);
    expect(counts.events).toBeLessThan(100);
    expect(times).toHaveLength(counts.events);
  });
});

describe.each([pageViews, trades])('synthetic events', pipeline => {
  const source = (seed: number) => generatorSource(syntheticEvents(pipeline.name)!, pipeline, seed);

  it(`satisfy the schema of ${pipeline.name}, at the time given, with their partition key`, () => {
    const make = source(1);
    for (let i = 0; i < 2_000; i += 1) {
      const { bytes, partitionKey } = make(START_MS + i);
      expect(parseText(pipeline, bytes, NaN)).toMatchObject({
        eventTimeMs: START_MS + i,
        values: { [pipeline.partitionBy!]: partitionKey },
      });
    }
  });

  it(`of ${pipeline.name} repeat with the seed and differ without`, () => {
    const texts = (seed: number): string[] => {
      const make = source(seed);
      return Array.from({ length: 50 }, (_, i) => make(START_MS + i).bytes.toString());
    };
    expect(texts(4)).toEqual(texts(4));
    expect(texts(4)).not.toEqual(texts(5));
  });
});

it('a pipeline without a generator has no synthetic events', () => {
  expect(syntheticEvents('orders')).toBeUndefined();
  expect(syntheticEvents('constructor')).toBeUndefined();
});
