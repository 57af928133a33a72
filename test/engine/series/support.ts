import { seriesCallOf, type SeriesValue } from '../../../engine/definition/series-values';
import { foundAt, type Point } from '../../../engine/series/series';

/** The inputs of one window, null where the key has not all of them; a number is the only input. */
export type Window = number | readonly number[] | null;

/** A key's windows, and what is found in them: all values, and what the next window goes on from. */
export interface Followed {
  readonly points: readonly Point[];
  readonly values: readonly (readonly (number | null)[])[];
}

const HOUR_MS = 3_600_000;

/** Follows a function along windows of an hour that stand beside each other, or at `steps`. */
export function follow(
  value: SeriesValue,
  windows: readonly Window[],
  steps: readonly number[] = [...windows.keys()],
  before: readonly Point[] = [],
): Followed {
  const points = [...before];
  const values = windows.map((window, i) => {
    const bar = typeof window === 'number' ? [window] : window;
    const point: Point = { step: steps[i]!, startMs: steps[i]! * HOUR_MS, bar, state: null };
    points.push(point);
    const found = foundAt(seriesCallOf(value), points);
    point.state = found.state;
    return found.values;
  });
  return { points, values };
}

/** The first value, or that of its line, in each window. */
export function valuesOf(value: SeriesValue, ...args: [readonly Window[], (readonly number[])?]): (number | null)[] {
  const line = seriesCallOf(value).fn.lines?.indexOf(value.line!) ?? 0;
  return follow(value, ...args).values.map(values => values[line]!);
}
