import { model, numbers, record } from './support';

test('a failed batch comes again, the same with the same state, until it succeeds', () => {
  const shard = model({ batchSize: 1 });
  shard.receive([record(1, 0), record(2, 0)], 0);
  shard.next(0);
  shard.succeed({ state: { rows: 1 } }, 0);
  const first = shard.next(0)!;
  for (let attempt = 1, nowMs = 0; attempt <= 20; attempt++, nowMs += 2_000) {
    shard.fail(nowMs);
    expect(shard.next(nowMs)).toBeUndefined();
    expect(shard.next(nowMs + 2_000)).toEqual({ ...first, attempt: attempt + 1 });
  }
});

test('a restart begins after the last closed window, for the state of an open one is lost with its poller', () => {
  const shard = model();
  shard.receive([record(1, 0), record(2, 10_000)], 10_000);
  shard.next(0);
  shard.succeed({ state: { rows: 1 } }, 0);
  expect(shard.checkpoint).toBeUndefined();
  expect(shard.next(0)).toMatchObject({ isFinal: true });
  shard.succeed({ state: {} }, 0);
  expect(shard.checkpoint).toBe('1');
});

test('the wait between tries doubles from 100 ms to 2 s', () => {
  const shard = model();
  shard.receive([record(1, 0)], 0);
  shard.next(0);
  for (const waitMs of [100, 200, 400, 800, 1_600, 2_000, 2_000]) {
    shard.fail(0);
    expect(shard.next(waitMs - 1)).toBeUndefined();
    expect(shard.next(waitMs)).toBeDefined();
  }
});

test.each([[null], [{}], [{ state: null }], [{ state: {}, batchItemFailures: [{ itemIdentifier: '1' }] }]])(
  'the response %j to a window invocation counts as a failure',
  response => {
    const shard = model();
    shard.receive([record(1, 0)], 0);
    shard.next(0);
    expect(shard.succeed(response, 0)).toEqual(expect.any(String));
    expect(shard.checkpoint).toBeUndefined();
    expect(numbers(shard.next(5_000))).toEqual([1]);
  },
);

test('a failed final invocation is repeated as it was', () => {
  const shard = model();
  shard.receive([record(1, 0), record(2, 10_000)], 10_000);
  shard.next(0);
  shard.succeed({ state: { rows: 1 } }, 0);
  expect(shard.next(0)).toMatchObject({ isFinal: true, attempt: 1 });
  shard.fail(0);
  expect(shard.next(100)).toMatchObject({ isFinal: true, attempt: 2, state: { rows: 1 }, window: { startMs: 0 } });
});
