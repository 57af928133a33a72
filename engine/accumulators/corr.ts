import { aggregateFunction } from './aggregate-function';
import { coDeviations, squaredDeviations } from './deviations';
import { type DoubleDouble, finite } from './double-double';
import { sumsBytesMax, sumsOf, X, XX, XY, Y, YY } from './sums';

const accumulator = sumsOf([X, Y, XY, XX, YY], (n, ...sums) => correlation(n, ...(sums as Parts)));

type Parts = [x: DoubleDouble, y: DoubleDouble, xy: DoubleDouble, xx: DoubleDouble, yy: DoubleDouble];

function correlation(n: number, ...[x, y, xy, xx, yy]: Parts): number | null {
  const deviations = Math.sqrt(squaredDeviations(n, x, xx)) * Math.sqrt(squaredDeviations(n, y, yy));
  if (deviations === 0) return null;
  return finite(Math.max(-1, Math.min(1, coDeviations(n, x, y, xy) / deviations)));
}

/** Pearson's correlation of pairs, from -1 to 1; null when there were none, or one of the two never changes. */
export const corr = aggregateFunction({
  kind: 'corr',
  sql: ['corr'],
  parameters: [
    { name: 'field', takes: 'number' },
    { name: 'with', takes: 'number' },
  ],
  gives: { type: 'number', isNullable: true },
  bytesMax: sumsBytesMax(5),
  accumulator: () => accumulator,
});
