import { model, numbers, record, runAll } from './support';

//   window  |<-- 10 s, by arrival -->|<-- 10 s -->|
//   records   1        2              3
test('windows lie on multiples of their length by arrival, and a batch never crosses one', () => {
  const shard = model();
  shard.receive([record(1, 12_000), record(2, 19_999), record(3, 20_000)], 20_000);
  const made = runAll(shard, 20_000);
  expect(made.map(each => [numbers(each), each.window, each.isFinal])).toEqual([
    [[1, 2], { startMs: 10_000, endMs: 20_000 }, false],
    [[], { startMs: 10_000, endMs: 20_000 }, true],
    [[3], { startMs: 20_000, endMs: 30_000 }, false],
  ]);
});

test('state goes from each response to the next invocation of the window, and starts empty in the next window', () => {
  const shard = model({ batchSize: 1 });
  shard.receive([record(1, 0), record(2, 1), record(3, 10_000)], 10_000);
  let calls = 0;
  const made = runAll(shard, 10_000, () => ({ state: { call: ++calls } }));
  expect(made.map(each => each.state)).toEqual([{}, { call: 1 }, { call: 2 }, {}]);
});

test('a quiet window closes one second after its end, once a read has found nothing behind it', () => {
  const shard = model();
  shard.receive([record(1, 5_000)], 5_000);
  runAll(shard, 5_000);
  shard.receive([], 9_999);
  expect(shard.next(11_000)).toBeUndefined();
  shard.receive([], 10_500);
  expect(shard.next(10_999)).toBeUndefined();
  expect(shard.next(11_000)).toMatchObject({ records: [], isFinal: true, isTerminatedEarly: false });
});

test('a record that turns out to belong to a closed window opens it again, with empty state', () => {
  const shard = model();
  shard.receive([record(1, 9_000), record(2, 10_000)], 10_000);
  runAll(shard, 10_000, () => ({ state: { rows: 1 } }));
  shard.receive([], 21_000);
  expect(runAll(shard, 21_000)).toHaveLength(1);
  shard.receive([record(3, 19_000)], 21_000);
  expect(shard.next(21_000)).toMatchObject({ window: { startMs: 10_000 }, state: {} });
});

test('a state of more than 1 MB ends its window early, and the same window goes on with empty state', () => {
  const shard = model({ batchSize: 1 });
  shard.receive([record(1, 0), record(2, 1)], 1);
  const made = runAll(shard, 1, each => ({ state: numbers(each)![0] === 1 ? { rows: 'x'.repeat(1024 * 1024) } : {} }));
  expect(made.map(each => [numbers(each), each.isFinal, each.isTerminatedEarly, each.window!.startMs])).toEqual([
    [[1], false, false, 0],
    [[], true, true, 0],
    [[2], false, false, 0],
  ]);
  expect(made[2]!.state).toEqual({});
});

test('at the end of input a window closes at once, but only after a read that found nothing', () => {
  const shard = model();
  shard.receive([record(1, 0)], 0);
  runAll(shard, 0);
  shard.receive([], 1);
  shard.setEndOfInput(true);
  expect(shard.next(2)).toBeUndefined();
  shard.receive([], 2);
  expect(shard.isDrained).toBe(false);
  expect(shard.next(2)).toMatchObject({ isFinal: true });
  shard.succeed({ state: {} }, 2);
  expect(shard.isDrained).toBe(true);
});

test('a closed shard is finished when its last window has been closed', () => {
  const shard = model();
  shard.receive([record(1, 0)], 0);
  shard.closeShard();
  expect(shard.isFinished).toBe(false);
  expect(runAll(shard, 0).map(each => each.isFinal)).toEqual([false, true]);
  expect(shard.isFinished).toBe(true);
});
