import type { QueryDescription, ValueDescription } from '../api/contract';
import { everyMs } from '../engine/windows/usual';
import type { Point } from './ring';
import { includes, type Selection } from './selection';

export interface KeyPoints {
  /** The key's values, each as JSON. */
  readonly parts: readonly string[];
  readonly points: readonly Point[];
}

type Values = readonly (number | null)[];

/** Whether windows of the query hold every event once, so that what adds up over keys adds up over windows. */
export const isApart = ({ window }: Pick<QueryDescription, 'window'>): boolean =>
  window.kind === 'session' ||
  window.kind === 'calendar' ||
  (window.kind === 'grid' && window.sizeMs === window.slideMs);

/** Whether keys of the query can be shown as one. */
export const addsUp = ({ values }: Pick<QueryDescription, 'values'>): boolean =>
  values.some(({ isAdditive }) => isAdditive);

/** What several keys or windows are together: sums of what adds up, quotients of sums; null for the rest. */
export function sumOf(descriptions: readonly ValueDescription[], rows: readonly Values[]): Values {
  const sums = descriptions.map(({ isAdditive }, i) => (isAdditive ? total(rows, i) : null));
  return descriptions.map(({ ratio }, i) => (ratio ? quotient(descriptions, sums, ratio) : sums[i]!));
}

function total(rows: readonly Values[], at: number): number | null {
  let sum: number | null = null;
  for (const row of rows) {
    const value = row[at] ?? null;
    if (value !== null) sum = (sum ?? 0) + value;
  }
  return sum;
}

function quotient(
  descriptions: readonly ValueDescription[],
  sums: Values,
  { of, per }: NonNullable<ValueDescription['ratio']>,
): number | null {
  const [above, below] = [of, per].map(name => sums[descriptions.findIndex(value => value.name === name)] ?? null);
  return above === null || below === null || below === 0 ? null : above! / below!;
}

/** The windows of several keys as those of one, oldest first. */
export function together(descriptions: readonly ValueDescription[], keys: readonly KeyPoints[]): readonly Point[] {
  const byStart = new Map<number, Point[]>();
  for (const { points } of keys)
    for (const point of points) {
      const there = byStart.get(point.startMs);
      if (there) there.push(point);
      else byStart.set(point.startMs, [point]);
    }
  return [...byStart]
    .sort(([a], [b]) => a - b)
    .map(([startMs, points]) => ({
      startMs,
      final: points.every(({ final }) => final),
      revised: points.some(({ revised }) => revised),
      revision: points.reduce((sum, { revision }) => sum + revision, 0),
      values: sumOf(
        descriptions,
        points.map(({ values }) => values),
      ),
    }));
}

/** A time from its start up to its end, ms. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The first window that is known of a query, and the last one that is closed, by their starts, ms. */
export interface Known {
  readonly oldestMs: number;
  readonly newestMs: number;
}

/** How long after their end windows may close, in windows, and ms at least: later than that, there are none. */
const LAG_WINDOWS = 3;
const LAG_MS = 2 * 60_000;

/**
 * As many windows as make a span, one at least, up to the newest that is closed: so the period before has as many. Up to `toMs`
 * where the newest is older than windows close late.
 */
export function periodOf({ window }: QueryDescription, { newestMs }: Known, toMs: number, spanMs: number): Period {
  if (window.kind === 'session') return { fromMs: toMs - spanMs, toMs };
  const stepMs = everyMs(window);
  const lengthMs = Math.max(1, Math.round(spanMs / stepMs)) * stepMs;
  const isLate = newestMs + stepMs < toMs - Math.max(LAG_WINDOWS * stepMs, LAG_MS);
  const endMs = (isLate ? toMs : newestMs + stepMs) - slackMs(window);
  return { fromMs: endMs - lengthMs, toMs: endMs };
}

/** How far a window may start from where it would by reckoning, ms: where clocks change a day is shorter, and months always are. */
const slackMs = (window: QueryDescription['window']): number => (window.kind === 'calendar' ? everyMs(window) / 8 : 0);

const within = (points: readonly Point[], { fromMs, toMs }: Period): readonly Point[] =>
  points.filter(({ startMs }) => startMs >= fromMs && startMs < toMs);

/** A number of a period beside that of the period before. */
export interface Figure {
  readonly description: ValueDescription;
  readonly value: number | null;
  /** Null also where the period before is not known in whole. */
  readonly before: number | null;
  /** It is that of the newest window, and `before` that of the window a period earlier: it does not add up over windows. */
  readonly isLatest: boolean;
}

/** The numbers of a period, the named ones or all: what adds up over all its windows, of the rest the newest window's. */
export function figuresOf(
  query: QueryDescription,
  points: readonly Point[],
  period: Period,
  { oldestMs }: Known,
  names?: readonly string[],
): readonly Figure[] {
  const spanMs = period.toMs - period.fromMs;
  const earlier = { fromMs: period.fromMs - spanMs, toMs: period.fromMs };
  const isKnown = oldestMs <= earlier.fromMs + 2 * slackMs(query.window);
  const sums = [period, earlier].map(each =>
    sumOf(
      query.values,
      within(points, each).map(({ values }) => values),
    ),
  );
  const newest = within(points, period).findLast(({ final }) => final);
  const old = newest && points.findLast(({ startMs }) => startMs <= newest.startMs - spanMs);
  return wantedOf(query, names).map(description => {
    const i = query.values.indexOf(description);
    const isLatest = !isApart(query) || !(description.isAdditive || description.ratio);
    const value = isLatest ? newest?.values[i] : sums[0]![i];
    const before = isLatest ? old?.values[i] : isKnown ? sums[1]![i] : null;
    return { description, value: value ?? null, before: before ?? null, isLatest };
  });
}

/** The values that are named, in that order, or all numbers that a query has of its own. */
function wantedOf({ values }: QueryDescription, names: readonly string[] | undefined): readonly ValueDescription[] {
  return names
    ? names.flatMap(name => values.filter(value => value.name === name))
    : values.filter(value => value.type === 'number' && !isAlong(value));
}

/** A function along a key's windows: a line beside others and no figure of its own. */
const isAlong = ({ of, close }: ValueDescription): boolean => of !== undefined || close !== undefined;

export interface Share {
  /** The value as JSON. */
  readonly part: string;
  readonly sum: number;
}

/** What each value of one of a query's keys has of a measure in a period, highest first: of the selection, but for what it chooses there. */
export function sharesOf(
  keys: readonly KeyPoints[],
  selection: Selection,
  dimension: number,
  measure: number,
  period: Period,
): readonly Share[] {
  const sums = new Map<string, number>();
  for (const { parts, points } of keys) {
    if (!includes(selection, parts, dimension)) continue;
    const part = parts[dimension]!;
    for (const { values } of within(points, period)) sums.set(part, (sums.get(part) ?? 0) + (values[measure] ?? 0));
  }
  return [...sums].map(([part, sum]) => ({ part, sum })).sort((a, b) => b.sum - a.sum || (a.part < b.part ? -1 : 1));
}
