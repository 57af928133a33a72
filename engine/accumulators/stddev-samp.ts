import { aggregateFunction } from './aggregate-function';
import { squaredDeviations } from './deviations';
import { finite } from './double-double';
import { sumsBytesMax, sumsOf, X, XX } from './sums';

const accumulator = sumsOf([X, XX], (n, x, xx) => finite(Math.sqrt(squaredDeviations(n, x, xx) / (n - 1))));

/** Standard deviation of a sample; null when there were fewer than two numbers. */
export const stddevSamp = aggregateFunction({
  kind: 'stddevSamp',
  sql: ['stddev_samp'],
  parameters: [{ name: 'field', takes: 'number' }],
  gives: { type: 'number', isNullable: true },
  bytesMax: sumsBytesMax(2),
  accumulator: () => accumulator,
});
