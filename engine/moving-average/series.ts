import { addNumber, addProduct, zero } from '../accumulators/double-double';
import type { MovingAverage } from '../definition/moving-average';

/** A value of one key in one closed window, oldest first; null where the window has none. */
export interface Point {
  /** Position on the query's grid of windows: start / slide. */
  readonly step: number;
  readonly value: number | null;
}

/**
 * How far an average over `n` windows looks back, in windows of the grid, the latest included. Windows in which the key has
 * no value are passed over; where fewer than `n` values lie within the span the series has a gap too long and starts anew.
 */
export const spanOf = (n: number): number => 2 * n;

/**
 * One value at `step`; null until there are `n` values within the span, and where the window itself has none.
 * `previous` is the same value one window with a value earlier, within the span, or null.
 * SMA and EMA as in Appel, Technical Analysis (2005); the band with the deviation of the population as in Bollinger,
 * Bollinger on Bollinger Bands (2001).
 */
export function averageAt(
  average: MovingAverage,
  points: readonly Point[],
  step: number,
  previous: number | null,
): number | null {
  const current = points.at(-1);
  if (!current || current.step !== step || current.value === null) return null;
  const { kind, n } = average;
  if (kind === 'value') return current.value;
  if (kind === 'ema' && previous !== null) return previous + (2 / (n + 1)) * (current.value - previous);
  const values = latest(points, n, step);
  if (values.length < n) return null;
  const mean = meanOf(values);
  if (kind !== 'bollinger' || average.line === 'middle') return mean;
  const width = average.k! * deviationOf(values, mean);
  return average.line === 'lower' ? mean - width : mean + width;
}

function latest(points: readonly Point[], n: number, step: number): number[] {
  const values: number[] = [];
  for (let i = points.length - 1; i >= 0 && values.length < n; i--) {
    const point = points[i]!;
    if (point.step <= step - spanOf(n)) break;
    if (point.value !== null) values.push(point.value);
  }
  return values;
}

function meanOf(values: readonly number[]): number {
  const sum = zero();
  for (const value of values) addNumber(sum, value);
  return sum.hi / values.length;
}

function deviationOf(values: readonly number[], mean: number): number {
  const sum = zero();
  for (const value of values) addProduct(sum, value - mean, value - mean);
  return Math.sqrt(Math.max(0, sum.hi) / values.length);
}
