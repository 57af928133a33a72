import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { randomViews } from '../../bench/random-views';
import { evenRanges, Lanes } from '../../producer/lanes';
import { type PackableEvent, type PackedRecord, type PackerOptions, RecordPacker } from '../../producer/record-packer';
import { generatorSource } from '../../producer/event-source';
import pageViewsPipeline from '../../pipelines/page-views';
import { linesOf } from './support/memory-stream';

const lanes = new Lanes(evenRanges(4));
const event = (line: number, partitionKey?: string, text = `{"n":${line}}`): PackableEvent => ({
  line,
  partitionKey,
  bytes: Buffer.from(text),
});

function pack(events: readonly PackableEvent[], options: Partial<PackerOptions> = {}): PackedRecord[] {
  const packer = new RecordPacker({ lanes, ...options });
  return [...events.flatMap(one => packer.add(one, 0)), ...packer.flush()];
}

describe('lanes', () => {
  it('divide the hash keys evenly and without gaps', () => {
    const ranges = evenRanges(3);
    expect(ranges[0]!.startHashKey).toBe(0n);
    expect(ranges[2]!.endHashKey).toBe(2n ** 128n - 1n);
    expect(ranges[1]!.startHashKey).toBe(ranges[0]!.endHashKey + 1n);
    expect(ranges[2]!.startHashKey).toBe(ranges[1]!.endHashKey + 1n);
  });

  it('hold a key where Kinesis would: by its MD5', () =>
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 50 }), (key, count) => {
        const hashKey = BigInt(`0x${createHash('md5').update(key).digest('hex')}`);
        expect(new Lanes(evenRanges(count)).laneOf(key)).toBe(
          evenRanges(count).findIndex(range => hashKey <= range.endHashKey),
        );
      }),
    ));

  it('name a hash key of their own range, in whatever order the ranges come', () => {
    const split = new Lanes([
      { startHashKey: 2n ** 127n, endHashKey: 2n ** 128n - 1n },
      { startHashKey: 0n, endHashKey: 9n },
      { startHashKey: 10n, endHashKey: 2n ** 127n - 1n },
    ]);
    expect(split.explicitHashKey(0)).toBe('4');
    expect(BigInt(split.explicitHashKey(2))).toBeGreaterThanOrEqual(2n ** 127n);
  });
});

describe('the record packer', () => {
  it.each(['none', 'gzip'] as const)('packs lines into records (%s) that keep the order within a lane', compression => {
    const events = Array.from({ length: 2_000 }, (_, i) => event(i + 1, `key ${i % 17}`));
    const records = pack(events, { compression, eventsMax: 100 });
    expect(records.flatMap(({ data }) => linesOf(data)).sort()).toEqual(
      events.map(({ bytes }) => String(bytes)).sort(),
    );
    for (let lane = 0; lane < 4; lane += 1) {
      const numbers = records
        .filter(record => record.lane === lane)
        .flatMap(({ data }) => linesOf(data).map(line => (JSON.parse(line) as { n: number }).n));
      expect(numbers).toEqual(
        events.filter(({ partitionKey }) => lanes.laneOf(partitionKey!) === lane).map(({ line }) => line),
      );
    }
    for (const { events: count, data, firstLine, lastLine, lane, explicitHashKey } of records) {
      const lines = linesOf(data);
      expect(lines).toHaveLength(count);
      expect(count).toBeLessThanOrEqual(100);
      expect([lines[0], lines.at(-1)]).toEqual([`{"n":${firstLine}}`, `{"n":${lastLine}}`]);
      expect(explicitHashKey).toBe(lanes.explicitHashKey(lane));
    }
  });

  it('ends every line with a newline', () => {
    expect(pack([event(1), event(2)], { compression: 'none' })[0]!.data.toString()).toBe('{"n":1}\n{"n":2}\n');
  });

  it('gives events without a key to one lane after another, record by record', () => {
    const records = pack(
      Array.from({ length: 10 }, (_, i) => event(i)),
      { eventsMax: 2 },
    );
    expect(records.map(({ lane, events }) => [lane, events])).toEqual([0, 1, 2, 3, 0].map(lane => [lane, 2]));
  });

  it('learns the compression of its events: records come near the size aimed at and seldom pass 25,000 bytes', () => {
    const source = generatorSource(randomViews, { ...pageViewsPipeline, partitionBy: undefined }, 1);
    const events = Array.from({ length: 30_000 }, (_, i) => ({ line: i, ...source(1.7e12 + i) }));
    const sizes = pack(events, { eventsMax: 100_000 })
      .slice(5, -1)
      .map(({ data }) => data.length);
    expect(sizes.length).toBeGreaterThan(20);
    expect(Math.min(...sizes)).toBeGreaterThan(22_000);
    expect(sizes.filter(size => size > 25_000).length).toBeLessThan(sizes.length / 20);
  });

  it('keeps a record below its size uncompressed, one event of 256 KiB included', () => {
    const big = `"${'x'.repeat(256 * 1024 - 2)}"`;
    const records = pack([event(1), event(2, undefined, big), event(3)], { compression: 'none', targetBytes: 700_000 });
    expect(records.map(({ events, data }) => [events, data.length])).toEqual([
      [1, 8],
      [1, 256 * 1024 + 1],
      [1, 8],
    ]);
    expect(() => pack([event(4, undefined, `${big} `)])).toThrow('event 4: longer than 262144 bytes');
  });

  it('gives out a record once its first event has waited', () => {
    const packer = new RecordPacker({ lanes, lingerMs: 500 });
    packer.add(event(1), 1_000);
    packer.add(event(2), 1_400);
    expect(packer.due(1_499)).toEqual([]);
    expect(packer.due(1_500).map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual([[1, 2]]);
    expect(packer.flush()).toEqual([]);
  });
});
