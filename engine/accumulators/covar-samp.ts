import { aggregateFunction } from './aggregate-function';
import { coDeviations } from './deviations';
import { finite } from './double-double';
import { sumsBytesMax, sumsOf, X, XY, Y } from './sums';

const accumulator = sumsOf([X, Y, XY], (n, x, y, xy) => finite(coDeviations(n, x, y, xy) / (n - 1)));

/** Covariance of a sample of pairs; null when there were fewer than two. */
export const covarSamp = aggregateFunction({
  kind: 'covarSamp',
  sql: ['covar_samp'],
  parameters: [
    { name: 'field', takes: 'number' },
    { name: 'with', takes: 'number' },
  ],
  gives: { type: 'number', isNullable: true },
  bytesMax: sumsBytesMax(3),
  accumulator: () => accumulator,
});
