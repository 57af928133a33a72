import {
  count,
  definePipeline,
  epochMillis,
  hopping,
  integer,
  session,
  sma,
  string,
  sum,
  tumbling,
} from '../../../engine/index';
import type { ResultRecord } from '../../../engine/results/result-row';
import { T0 } from '../../support/clicks';
import { Rig } from '../../support/rig';

export const pipeline = definePipeline({
  name: 'site',
  event: { visitor: string(), at: epochMillis(), path: string(), cents: integer() },
  eventTime: 'at',
  watermark: { outOfOrderness: 0 },
  late: { allowed: '1 hour' },
  queries: {
    visits: {
      groupBy: ['visitor'],
      window: session('10 seconds', { maxDuration: '1 minute' }),
      select: { pages: count(), entry: 'first_value(path)', spent: sum('cents') },
    },
    bounces: {
      over: 'visits',
      groupBy: ['entry'],
      window: tumbling('30 seconds'),
      select: {
        visits: 'count(*)',
        bounce_rate: 'count(*) filter (where pages = 1) / count(*)',
        seconds: 'sum(duration) / 1000',
        spent: 'sum(spent)',
        last: 'max(window_end)',
      },
      having: 'visits >= 1',
    },
    entries: {
      over: 'bounces',
      window: hopping('2 minutes', '1 minute'),
      select: { entries: 'count(*)', visits: 'sum(visits)', latest: 'max(last)' },
    },
    trend: { over: 'entries', select: { mean: sma('visits', 2) } },
  },
});

export type View = { visitor: string; second: number; path: string; cents: number };
export const event = ({ visitor, second, path, cents }: View) => ({ visitor, at: T0 + second * 1000, path, cents });
export const standing = (rig: Rig, query: string): ResultRecord[] =>
  rig.latest().filter(record => record.query === query && !record.retracted && record.final);
const shown = (records: readonly ResultRecord[]) =>
  records.map(({ key, window, values }) => ({ key, start: window.start, end: window.end, values }));
export const endMs = ({ window }: ResultRecord): number => Date.parse(window.end);

/** The windows of a grid that hold results by the last millisecond of their own windows. */
function windowsOf(base: readonly ResultRecord[], sizeMs: number, slideMs: number, keyOf: (r: ResultRecord) => object) {
  const windows = new Map<string, { key: object; startMs: number; rows: ResultRecord[] }>();
  for (const row of base) {
    const at = endMs(row) - 1;
    for (let startMs = Math.floor(at / slideMs) * slideMs; startMs > at - sizeMs; startMs -= slideMs) {
      const key = keyOf(row);
      const place = `${startMs} ${JSON.stringify(key)}`;
      if (!windows.has(place)) windows.set(place, { key, startMs, rows: [] });
      windows.get(place)!.rows.push(row);
    }
  }
  return [...windows.values()].map(({ key, startMs, rows }) => ({
    key,
    start: new Date(startMs).toISOString(),
    end: new Date(startMs + sizeMs).toISOString(),
    rows,
  }));
}

const total = (rows: readonly ResultRecord[], value: string): number =>
  rows.reduce((sum, { values }) => sum + (values[value] as number), 0);
const latestOf = (times: readonly string[]): string => [...times].sort().at(-1)!;

const expectedBounces = (visits: readonly ResultRecord[]) =>
  windowsOf(visits, 30_000, 30_000, ({ values }) => ({ entry: values['entry'] })).map(({ rows, ...at }) => ({
    ...at,
    values: {
      visits: rows.length,
      bounce_rate: rows.filter(({ values }) => values['pages'] === 1).length / rows.length,
      seconds: rows.reduce((sum, row) => sum + (endMs(row) - 10_000 - Date.parse(row.window.start)) / 1000, 0),
      spent: total(rows, 'spent'),
      last: latestOf(rows.map(({ window }) => window.end)),
    },
  }));

const expectedEntries = (bounces: readonly ResultRecord[]) =>
  windowsOf(bounces, 120_000, 60_000, () => ({})).map(({ rows, ...at }) => ({
    ...at,
    values: {
      entries: rows.length,
      visits: total(rows, 'visits'),
      latest: latestOf(rows.map(({ values }) => values['last'] as string)),
    },
  }));

/** Averages look back over windows that are there, at most twice as many as they take. */
function expectedTrend(entries: readonly ResultRecord[]) {
  const startMs = ({ window }: ResultRecord): number => Date.parse(window.start);
  return entries.flatMap(now => {
    const before = entries
      .filter(each => startMs(each) < startMs(now) && startMs(each) > startMs(now) - 4 * 60_000)
      .sort((a, b) => startMs(a) - startMs(b))
      .at(-1);
    if (!before) return [];
    const mean = ((before.values['visits'] as number) + (now.values['visits'] as number)) / 2;
    return [{ key: {}, start: now.window.start, end: now.window.end, values: { mean } }];
  });
}

const sorted = (rows: readonly object[]): string[] => rows.map(row => JSON.stringify(row)).sort();

export function checkAll(rig: Rig): void {
  const [visits, bounces, entries] = ['visits', 'bounces', 'entries'].map(query => standing(rig, query)) as [
    ResultRecord[],
    ResultRecord[],
    ResultRecord[],
  ];
  expect(sorted(shown(bounces))).toEqual(sorted(expectedBounces(visits)));
  expect(sorted(shown(entries))).toEqual(sorted(expectedEntries(bounces)));
  expect(sorted(shown(standing(rig, 'trend')))).toEqual(sorted(expectedTrend(entries)));
}

export const view = (visitor: string, second: number, path = '/', cents = 0): View => ({
  visitor,
  second,
  path,
  cents,
});
/** Ten minutes after the first event. */
export function rigged(): Rig {
  const rig = new Rig(pipeline);
  rig.nowMs = T0 + 600_000;
  return rig;
}

export const fed = async (rig: Rig, views: readonly View[]): Promise<void> => {
  await rig.aggregate([rig.put(views.map(event))]);
  await rig.finalize();
};
