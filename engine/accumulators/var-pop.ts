import { aggregateFunction } from './aggregate-function';
import { squaredDeviations } from './deviations';
import { finite } from './double-double';
import { sumsBytesMax, sumsOf, X, XX } from './sums';

const accumulator = sumsOf([X, XX], (n, x, xx) => finite(squaredDeviations(n, x, xx) / n));

/** Variance of the population; null when there were no numbers. */
export const varPop = aggregateFunction({
  kind: 'varPop',
  sql: ['var_pop'],
  parameters: [{ name: 'field', takes: 'number' }],
  gives: { type: 'number', isNullable: true },
  bytesMax: sumsBytesMax(2),
  accumulator: () => accumulator,
});
