import type { QueryDescription } from '../../api/contract';
import type { ResultRecord } from '../../engine/results/result-row';
import { Store } from '../../page/store';

const QUERY: QueryDescription = {
  name: 'views',
  groupBy: ['path'],
  window: { kind: 'grid', sizeMs: 10_000, slideMs: 5_000 },
  values: [{ name: 'views', aggregate: 'count', type: 'number', isCount: true }],
  emit: 'onClose',
};

const record = (path: string, startMs: number, views: number): ResultRecord => ({
  id: '',
  pipeline: 'p',
  query: 'views',
  key: { path },
  window: { start: new Date(startMs).toISOString(), end: new Date(startMs + 10_000).toISOString() },
  revision: 0,
  final: true,
  values: { views },
  watermark: null,
});

test('however long it runs, as many windows of a key are kept as an hour has', () => {
  const store = new Store([QUERY]);
  for (let i = 0; i < 1_500; i++) store.put(record('/a', i * 5_000, i));
  expect(store.series('views', '["/a"]')?.ring.size).toBe(721);
});

test('the key that has been quiet longest goes when there are too many', () => {
  const store = new Store([QUERY]);
  for (let i = 0; i < 2_001; i++) store.put(record(`/${i}`, 0, 1));
  expect(store.keys('views')).toHaveLength(2_000);
  expect(store.series('views', '["/0"]')).toBeUndefined();
});

test('the top keys are those of the newest window, highest first', () => {
  const store = new Store([QUERY]);
  store.put(record('/old', 0, 99));
  store.put(record('/a', 5_000, 1));
  store.put(record('/b', 5_000, 3));
  expect(store.top('views', 'views', 5)).toEqual({
    startMs: 5_000,
    rows: [
      { key: '["/b"]', value: 3 },
      { key: '["/a"]', value: 1 },
    ],
  });
});

test('the time shown ends now while windows come, and at the newest window where that is hours old', () => {
  const nowMs = Date.UTC(2026, 9, 1, 12);
  const store = new Store([QUERY]);
  expect(store.endMs(nowMs)).toEqual({ toMs: nowMs, isPast: false });
  store.put(record('/a', nowMs - 5 * 3_600_000, 1));
  expect(store.endMs(nowMs)).toEqual({ toMs: nowMs - 5 * 3_600_000 + 10_000, isPast: true });
  store.put(record('/a', nowMs - 60_000, 1));
  expect(store.endMs(nowMs)).toEqual({ toMs: nowMs, isPast: false });
});

test('of a topK the list of the newest closed window is kept, whatever comes later for older ones', () => {
  const query: QueryDescription = {
    ...QUERY,
    groupBy: [],
    values: [{ name: 'topPaths', aggregate: 'topK', type: 'list' }],
  };
  const store = new Store([query]);
  const put = (startMs: number, value: string, final = true): void =>
    store.put({ ...record('', startMs, 0), key: {}, final, values: { topPaths: [{ value, count: 2 }] } });
  put(5_000, '/a');
  put(0, '/late');
  put(10_000, '/open', false);
  expect(store.series('views', '[]')?.ranking).toEqual({
    startMs: 5_000,
    lists: { topPaths: [{ value: '/a', count: 2 }] },
  });
});

describe('a window is revised', () => {
  const put = (store: Store, revision: number, final = true): boolean | undefined => {
    store.put({ ...record('/a', 0, revision), revision, final });
    return store.series('views', '["/a"]')?.ring.at(0)?.revised;
  };

  test('by every revision where only closed windows are reported', () => {
    const store = new Store([QUERY]);
    expect([put(store, 0), put(store, 1), put(store, 1)]).toEqual([false, true, true]);
  });

  test('by a revision after it has closed where open ones are reported too', () => {
    const store = new Store([{ ...QUERY, emit: 'onUpdate' }]);
    expect([put(store, 0, false), put(store, 1, false), put(store, 2)]).toEqual([false, false, false]);
    expect([put(store, 2), put(store, 3), put(store, 3)]).toEqual([false, true, true]);
  });
});

test('open windows are no part of the top', () => {
  const store = new Store([{ ...QUERY, emit: 'onUpdate' }]);
  store.put(record('/a', 0, 3));
  store.put({ ...record('/a', 5_000, 9), final: false });
  expect(store.top('views', 'views', 5)).toEqual({ startMs: 0, rows: [{ key: '["/a"]', value: 3 }] });
});

test('windows that grow are kept apart by when they end', () => {
  const window = {
    kind: 'cumulate',
    stepMs: 10_000,
    period: { kind: 'grid', sizeMs: 60_000, slideMs: 60_000 },
  } as const;
  const store = new Store([{ ...QUERY, window }]);
  const until = (endMs: number, views: number): ResultRecord => ({
    ...record('/a', 0, views),
    window: { start: new Date(0).toISOString(), end: new Date(endMs).toISOString() },
  });
  for (const [endMs, views] of [
    [10_000, 1],
    [20_000, 4],
    [20_000, 5],
  ] as const)
    store.put(until(endMs, views));
  const { ring } = store.series('views', '["/a"]')!;
  expect([ring.at(0)?.values, ring.at(10_000)?.values, ring.size]).toEqual([[1], [5], 2]);
});

test('it keeps more where it is told to, and tells what it knows of a query', () => {
  const store = new Store([QUERY], { keptMs: 3 * 3_600_000, keysMax: 3_000 });
  for (let i = 0; i < 3_000; i++) store.put(record('/a', i * 5_000, i));
  for (let i = 0; i < 2_500; i++) store.put(record(`/${i}`, 14_000_000, i));
  expect(store.series('views', '["/a"]')?.ring.size).toBe(2_161);
  expect(store.keys('views')).toHaveLength(2_501);
  expect(store.known('views', 2_799 * 5_000)).toEqual({ oldestMs: 839 * 5_000, newestMs: 2_798 * 5_000 });
});

test('the newest window that is known is a closed one', () => {
  const store = new Store([QUERY]);
  store.put(record('/a', 0, 1));
  store.put({ ...record('/a', 5_000, 1), final: false });
  expect(store.known('views', Infinity)).toEqual({ oldestMs: 0, newestMs: 0 });
  expect(store.known('none', Infinity)).toEqual({ oldestMs: Infinity, newestMs: -Infinity });
});

test('several keys are looked at as one, window by window', () => {
  const query = { ...QUERY, values: [{ ...QUERY.values[0]!, isAdditive: true as const }] };
  const store = new Store([query]);
  store.put(record('/a', 0, 1));
  store.put(record('/b', 0, 2));
  store.put(record('/b', 5_000, 4));
  expect(store.points(query, [undefined], 0).map(({ startMs, values }) => [startMs, ...values])).toEqual([
    [0, 3],
    [5_000, 4],
  ]);
  expect(store.points(query, ['"/a"'], 0).map(({ values }) => values)).toEqual([[1]]);
});
