import fc from 'fast-check';
import { kinesisEvent } from '../../../local/event-source-mapping/kinesis-event';
import { PAYLOAD_BYTES_MAX } from '../../../local/event-source-mapping/rules';
import { model, numbers, record, runAll } from './support';

test('a batch holds at most BatchSize records', () => {
  const shard = model({ batchSize: 2 });
  shard.receive([record(1, 0), record(2, 0), record(3, 0)], 0);
  expect(runAll(shard, 0).map(numbers)).toEqual([[1, 2], [3]]);
});

test('one invocation at a time: none before the last is reported', () => {
  const shard = model({ batchSize: 1 });
  shard.receive([record(1, 0), record(2, 0)], 0);
  expect(numbers(shard.next(0))).toEqual([1]);
  expect(shard.next(0)).toBeUndefined();
  shard.succeed({ state: {} }, 0);
  expect(numbers(shard.next(0))).toEqual([2]);
});

test('an event never exceeds 6 MB, state included', () => {
  const shard = model();
  const state = { rows: 'x'.repeat(1_000_000) };
  shard.receive([record(1, 0)], 0);
  runAll(shard, 0, () => ({ state }));
  shard.receive(
    Array.from({ length: 12 }, (_, n) => record(n + 2, 0, 1_000_000)),
    0,
  );
  const batches = runAll(shard, 0, () => ({ state }));
  expect(batches.flatMap(numbers)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  for (const batch of batches) {
    const event = kinesisEvent(batch, {
      streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s',
      shardId: 'shardId-000000000000',
    });
    expect(JSON.stringify(event).length).toBeLessThanOrEqual(PAYLOAD_BYTES_MAX);
  }
});

test('the batching window gathers records until it is over or the batch is full', () => {
  const shard = model({ batchSize: 3, batchingWindowMs: 5_000 });
  shard.receive([record(1, 1_000)], 1_000);
  expect(shard.next(5_999)).toBeUndefined();
  expect(numbers(shard.next(6_000))).toEqual([1]);
  shard.succeed({ state: {} }, 6_000);
  shard.receive([record(2, 6_000), record(3, 6_000), record(4, 6_000)], 6_000);
  expect(numbers(shard.next(6_000))).toEqual([2, 3, 4]);
});

test('without a tumbling window there is neither window nor final invocation', () => {
  const shard = model({ tumblingWindowMs: 0 });
  shard.receive([record(1, 0), record(2, 99_000)], 99_000);
  const [only, ...rest] = runAll(shard, 200_000, () => null);
  expect(rest).toEqual([]);
  expect(numbers(only)).toEqual([1, 2]);
  expect(kinesisEvent(only!, { streamArn: 'arn', shardId: 'shardId-0' })).not.toHaveProperty('window');
});

test('whatever the settings, each record is invoked once and in order, and the checkpoint ends at the last', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 50 }),
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(0, 1_000, 10_000),
      fc.array(fc.boolean(), { maxLength: 60 }),
      (arrivals, batchSize, tumblingWindowMs, failures) => {
        const shard = model({ batchSize, tumblingWindowMs });
        shard.receive(
          arrivals.map((arrivalMs, n) => record(n, arrivalMs)),
          0,
        );
        shard.setEndOfInput(true);
        shard.receive([], 0);
        const seen: number[] = [];
        for (let nowMs = 0; !shard.isDrained; nowMs += 3_000) {
          const invocation = shard.next(nowMs)!;
          if (failures.pop()) shard.fail(nowMs);
          else {
            shard.succeed({ state: {} }, nowMs);
            seen.push(...numbers(invocation)!);
          }
        }
        expect(seen).toEqual(arrivals.map((_, n) => n));
        expect(shard.checkpoint).toBe(arrivals.length > 0 ? String(arrivals.length - 1) : undefined);
      },
    ),
  );
});
