import { aggregateFunction } from './aggregate-function';
import { squaredDeviations } from './deviations';
import { finite } from './double-double';
import { sumsBytesMax, sumsOf, X, XX } from './sums';

const accumulator = sumsOf([X, XX], (n, x, xx) => finite(squaredDeviations(n, x, xx) / (n - 1)));

/** Variance of a sample; null when there were fewer than two numbers. */
export const varSamp = aggregateFunction({
  kind: 'varSamp',
  sql: ['var_samp'],
  parameters: [{ name: 'field', takes: 'number' }],
  gives: { type: 'number', isNullable: true },
  bytesMax: sumsBytesMax(2),
  accumulator: () => accumulator,
});
