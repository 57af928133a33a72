import type { QueryDescription } from '../api/contract';
import type { Point } from './ring';

/** How a value is drawn. */
export type Look = 'raw' | 'sma' | 'ema' | 'band' | 'low' | 'high' | 'open' | 'close' | 'count' | 'line';

export interface Plan {
  /** The value's place in a point. */
  readonly at: number;
  readonly name: string;
  readonly look: Look;
}

/** Values that are whole numbers from zero. */
const COUNTS = new Set(['count', 'approxDistinct']);

/** Values that a table shows rather than a chart. */
const TABLES = new Set(['topK']);

/** The parts of a bar: where a query has the lowest and the highest value. */
const BARS = { min: 'low', max: 'high', first: 'open', last: 'close' } as const;

/** What a query's chart draws: raw values as points, averages and bands as lines, extremes as bars. */
export function planOf({ values }: Pick<QueryDescription, 'values'>): readonly Plan[] {
  const hasRange =
    values.some(({ aggregate }) => aggregate === 'min') && values.some(({ aggregate }) => aggregate === 'max');
  const hasSma = values.some(({ aggregate }) => aggregate === 'sma');
  return values.flatMap(({ name, aggregate }, at) => {
    if (hasSma && aggregate === 'bollinger' && name === 'middle') return [];
    if (TABLES.has(aggregate) || (hasRange && aggregate === 'count')) return [];
    return [{ at, name, look: lookOf(name, aggregate, hasRange) }];
  });
}

function lookOf(name: string, aggregate: string, hasRange: boolean): Look {
  if (aggregate === 'sma' || aggregate === 'ema') return aggregate;
  if (aggregate === 'bollinger') return name === 'middle' ? 'line' : 'band';
  if (hasRange && aggregate in BARS) return BARS[aggregate as keyof typeof BARS];
  if (aggregate === 'value' || aggregate === 'last' || aggregate === 'avg') return 'raw';
  return COUNTS.has(aggregate) ? 'count' : 'line';
}

/** Columns for the chart: seconds, then one column a value. A gap between windows breaks a line. */
export function columnsOf(points: readonly Point[], plans: readonly Plan[], gapMs: number): (number | null)[][] {
  const columns: (number | null)[][] = [[], ...plans.map(() => [])];
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (before && point.startMs - before.startMs > gapMs) {
      columns[0]!.push((before.startMs + gapMs) / 1_000);
      plans.forEach((_, p) => columns[p + 1]!.push(null));
    }
    columns[0]!.push(point.startMs / 1_000);
    plans.forEach(({ at }, p) => columns[p + 1]!.push(point.values[at] ?? null));
  });
  return columns;
}
