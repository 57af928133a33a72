import type { QueryDescription } from '../api/contract';
import type { Point } from './ring';
import { planOf, type Plan } from './series';

/** The value by which keys of a query are compared: a closing or mean price rather than a highest one. */
export function comparedValue(query: QueryDescription): Plan | undefined {
  const plans = planOf(query);
  return plans.find(({ look }) => look === 'close' || look === 'raw') ?? plans[0];
}

/**
 * Windows of several keys as those of one that has a value for each: a count as it is, all else as the change since the key's
 * first window, in per cent, so that prices of any height stand beside each other.
 */
export function compared(keys: readonly (readonly Point[])[], at: number, isCount: boolean): readonly Point[] {
  const byStart = new Map<number, Point & { readonly values: (number | null)[] }>();
  keys.forEach((points, k) => {
    const first = points.find(({ values }) => Number.isFinite(values[at]) && values[at] !== 0)?.values[at];
    for (const point of points) {
      const value = point.values[at] ?? null;
      const empty = { ...point, revised: false, values: keys.map(() => null) };
      const row = byStart.get(point.startMs) ?? empty;
      row.values[k] = value === null || isCount ? value : first ? ((value - first) / Math.abs(first)) * 100 : null;
      byStart.set(point.startMs, row);
    }
  });
  return [...byStart.values()].sort((a, b) => a.startMs - b.startMs);
}
