import { aggregateFunction } from './aggregate-function';
import { coDeviations } from './deviations';
import { finite } from './double-double';
import { sumsBytesMax, sumsOf, X, XY, Y } from './sums';

const accumulator = sumsOf([X, Y, XY], (n, x, y, xy) => finite(coDeviations(n, x, y, xy) / n));

/** Covariance of the population of pairs; null when there were none. */
export const covarPop = aggregateFunction({
  kind: 'covarPop',
  sql: ['covar_pop'],
  parameters: [
    { name: 'field', takes: 'number' },
    { name: 'with', takes: 'number' },
  ],
  gives: { type: 'number', isNullable: true },
  bytesMax: sumsBytesMax(3),
  accumulator: () => accumulator,
});
