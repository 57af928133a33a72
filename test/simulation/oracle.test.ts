import { count, definePipeline, epochMillis, hopping, integer, session, string, tumbling } from 'tidemark';
import { eventQueries, type EventQuery } from '../../engine/definition/pipeline';
import { column } from './language/expression';
import { aggregate } from './language/query';
import { type AcceptedEvent, batchOf, lastWindowEnd } from './oracle';

const pipeline = definePipeline({
  name: 'p',
  event: { at: epochMillis(), k: string(), n: integer().optional() },
  eventTime: 'at',
  queries: {
    all: { window: tumbling(10_000, { offset: 3_000 }), select: { c: count() } },
    hops: { groupBy: ['k'], window: hopping(10_000, 5_000), select: { c: count() } },
    runs: { window: session(1_000, { maxDuration: 3_000 }), select: { c: count() } },
  },
});
const N = { input: column('n') };
const COUNT = aggregate('c', 'count', 'number', {});
const ALL = [
  COUNT,
  aggregate('n', 'count', 'number', N),
  aggregate('s', 'sum', 'number', N),
  aggregate('a', 'avg', 'number', N),
  aggregate('lo', 'min', 'number', N),
  aggregate('hi', 'max', 'number', N),
  aggregate('f', 'first', 'number', N),
  aggregate('l', 'last', 'number', N),
  aggregate('d', 'approxDistinct', 'number', { input: column('k') }),
  aggregate('ln', 'last', 'number', { ...N, nulls: 'respect' }),
];
const query = (name: string): EventQuery => eventQueries(pipeline).find(one => one.name === name)!;

const at = (eventTimeMs: number, k = 'x', n: number | null = 1, notBeforeMs = -Infinity): AcceptedEvent => ({
  eventTimeMs,
  sequenceNumber: String(eventTimeMs).padStart(56, '0'),
  index: 0,
  key: [k],
  inputs: Object.fromEntries(
    ALL.map(({ input, expr }) => [expr.sql, input === undefined || (input.sql === 'k' ? k : n)]),
  ),
  notBeforeMs,
  epoch: 1,
});

/** Only `hops` has a key. */
const windows = (name: string, events: readonly AcceptedEvent[]): [number, number, unknown][] => {
  const keyed = name === 'hops' ? events : events.map(event => ({ ...event, key: [] }));
  const batch = batchOf('p', query(name), name === 'all' ? ALL : [COUNT], keyed);
  return batch.map(({ startMs, endMs, aggregates }) => [startMs, endMs, Object.values(aggregates)]);
};

test('a tumbling window holds the events from its start to before its end', () => {
  expect(windows('all', [at(3_000), at(12_999, 'y', 4), at(13_000, 'z', null)])).toEqual([
    [3_000, 13_000, [2, 2, 5, 2.5, 1, 4, 1, 4, 2, 4]],
    [13_000, 23_000, [1, 0, null, null, null, null, null, null, 1, null]],
  ]);
});

test('the last event counts without a value only where nulls are respected', () => {
  const [[, , values]] = windows('all', [at(3_000), at(4_000, 'y', null)]) as [[number, number, unknown[]]];
  expect(ALL.map(({ name }, i) => [name, values[i]]).filter(([name]) => /^ln?$/.test(name as string))).toEqual([
    ['l', 1],
    ['ln', null],
  ]);
});

test('an event is in every hopping window that covers it, by key', () => {
  const batch = batchOf('p', query('hops'), [COUNT], [at(7_000, 'x'), at(8_000, 'y')]);
  expect(batch.map(({ id }) => id).sort()).toEqual([
    'p/hops/1970-01-01T00:00:00.000Z/10000/["x"]',
    'p/hops/1970-01-01T00:00:00.000Z/10000/["y"]',
    'p/hops/1970-01-01T00:00:05.000Z/10000/["x"]',
    'p/hops/1970-01-01T00:00:05.000Z/10000/["y"]',
  ]);
});

test('an event that was merged after a window had closed for good is not in that window', () => {
  expect(windows('hops', [at(7_000, 'x', 1, 10_000)])).toEqual([[5_000, 15_000, [1]]]);
});

test('a session ends a gap after its last event; an event at its end still belongs to it, a later one begins another', () => {
  expect(windows('runs', [at(100), at(1_100), at(2_101)])).toEqual([
    [100, 2_100, [2]],
    [2_101, 3_101, [1]],
  ]);
});

test('a session longer than the maximum is cut at multiples of it', () => {
  expect(windows('runs', [at(1_500), at(2_400), at(3_300), at(4_200)])).toEqual([
    [1_500, 3_400, [2]],
    [3_300, 5_200, [2]],
  ]);
});

test('the last window of an event is the one that starts last', () => {
  expect(lastWindowEnd(query('hops'), 7_000)).toBe(15_000);
  expect(lastWindowEnd(query('all'), 13_000)).toBe(23_000);
  expect(lastWindowEnd(query('runs'), 1_500)).toBe(3_000);
});
