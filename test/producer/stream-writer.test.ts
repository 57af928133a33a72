import fc from 'fast-check';
import { seededRandom } from '../../producer/random';
import { isPassing, type PutRecords, StreamWriter, type WriteRecord } from '../../producer/stream-writer';
import { ManualClock } from './support/manual-clock';
import { MemoryStream } from './support/memory-stream';

const record = (lane: string, n: number, bytes = 10): WriteRecord => ({
  partitionKey: 'p',
  explicitHashKey: lane,
  data: Buffer.alloc(bytes, String(n).padEnd(bytes)),
});
const numbers = (records: readonly WriteRecord[], lane: string): number[] =>
  records
    .filter(({ explicitHashKey }) => explicitHashKey === lane)
    .map(({ data }) => Number(Buffer.from(data).toString().trim()));

const writerTo = (putRecords: PutRecords, more: { signal?: AbortSignal; clock?: ManualClock } = {}): StreamWriter =>
  new StreamWriter({ putRecords, clock: new ManualClock(), random: seededRandom(5), ...more });

describe('the stream writer', () => {
  it('writes every record once and keeps the order of each lane, whatever is refused', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('1', '2', '3')), fc.nat(), async (laneOfEach, seed) => {
        const random = seededRandom(seed);
        const stream = new MemoryStream(() => random() < 0.4);
        const writer = writerTo(stream.putRecords);
        const records = laneOfEach.map((lane, n) => record(lane, n));
        for (const one of records) await writer.write([one]);
        await writer.drain();
        for (const lane of ['1', '2', '3']) expect(numbers(stream.accepted, lane)).toEqual(numbers(records, lane));
        expect(writer.counts.records).toBe(records.length);
        expect(writer.counts.refused + records.length).toBe(stream.calls.reduce((sum, n) => sum + n, 0));
      }),
    ));

  it('goes on with other lanes while one is refused, and waits longer from refusal to refusal', async () => {
    const clock = new ManualClock();
    const attemptsMs: number[] = [];
    const stream = new MemoryStream(({ explicitHashKey }) => {
      if (explicitHashKey === 'bad') attemptsMs.push(clock.now());
      return explicitHashKey === 'bad' && attemptsMs.length <= 12;
    });
    const writer = writerTo(stream.putRecords, { clock });
    await writer.write([record('bad', 0), ...Array.from({ length: 50 }, (_, n) => record('good', n))]);
    await writer.drain();
    expect(numbers(stream.accepted.slice(0, 50), 'good')).toHaveLength(50);
    const waitsMs = attemptsMs.slice(1).map((at, i) => at - attemptsMs[i]!);
    waitsMs.forEach((waitMs, i) => expect(waitMs).toBeLessThanOrEqual(Math.min(10_000, 50 * 2 ** (i + 1)) + 1));
    expect(Math.max(...waitsMs)).toBeGreaterThan(1_000);
  });

  it('keeps to 500 records and 5 MiB a call', async () => {
    const stream = new MemoryStream();
    const writer = writerTo(stream.putRecords);
    await writer.write(Array.from({ length: 1_200 }, (_, n) => record(`lane ${n}`, n)));
    await writer.write(Array.from({ length: 7 }, (_, n) => record(`big ${n}`, n, 1_000_000)));
    await writer.drain();
    expect(stream.calls).toEqual([500, 500, 205, 2]);
  });

  it('puts records with the same partition key, and no hash key, in one lane', async () => {
    const stream = new MemoryStream();
    const writer = writerTo(stream.putRecords);
    await writer.write(['a', 'a', 'b'].map(partitionKey => ({ partitionKey, data: Buffer.from('x') })));
    await writer.drain();
    expect(stream.calls).toEqual([2, 1]);
  });

  it('makes its caller wait while too much is waiting', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>(resolve => (release = resolve));
    const writer = writerTo(() => gate.then(() => []));
    let hasRoom = false;
    const written = writer
      .write(Array.from({ length: 9 }, (_, n) => record(`${n}`, n, 1_000_000)))
      .then(() => (hasRoom = true));
    await new Promise(setImmediate);
    expect(hasRoom).toBe(false);
    release();
    await written;
    await writer.drain();
    expect(writer.counts).toMatchObject({ records: 9, bytes: 9_000_000 });
  });

  it('repeats a call that failed for a passing reason', async () => {
    const stream = new MemoryStream();
    let failures = 3;
    const writer = writerTo(records =>
      failures-- > 0 ? Promise.reject(Object.assign(new Error(), { code: 'ECONNRESET' })) : stream.putRecords(records),
    );
    await writer.write([record('1', 1), record('1', 2)]);
    await writer.drain();
    expect(numbers(stream.accepted, '1')).toEqual([1, 2]);
    expect(writer.counts).toMatchObject({ calls: 2, failedCalls: 3 });
  });

  it('fails at once, and from then on, for a lasting reason', async () => {
    const error = Object.assign(new Error('no such stream'), { name: 'ResourceNotFoundException', $fault: 'client' });
    const writer = writerTo(() => Promise.reject(error));
    await writer.write([record('1', 1)]);
    await expect(writer.drain()).rejects.toBe(error);
    await expect(writer.write([record('1', 2)])).rejects.toBe(error);
  });

  it('gives up when it is aborted, even while it waits', async () => {
    const abort = new AbortController();
    const writer = writerTo(() => new Promise(() => undefined), { signal: abort.signal });
    await writer.write([record('1', 1)]);
    abort.abort(new Error('stopped'));
    await expect(writer.drain()).rejects.toThrow('stopped');
  });

  it('has nothing to drain before anything is written', async () => {
    await expect(writerTo(() => Promise.resolve([])).drain()).resolves.toBeUndefined();
  });
});

it.each([
  [{ name: 'ProvisionedThroughputExceededException', $fault: 'client' }, true],
  [{ name: 'InternalFailure', $fault: 'server' }, true],
  [{ code: 'ECONNREFUSED' }, true],
  [{ name: 'TimeoutError' }, true],
  [{ name: 'AccessDeniedException', $fault: 'client' }, false],
  [{ name: 'CredentialsProviderError' }, false],
  [new TypeError('a bug'), false],
])('the error %j passes: %s', (error, passes) => {
  expect(isPassing(error)).toBe(passes);
});
