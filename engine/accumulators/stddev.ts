import { aggregateFunction } from './aggregate-function';
import { squaredDeviations } from './deviations';
import { finite } from './double-double';
import { sumsBytesMax, sumsOf, X, XX } from './sums';

const accumulator = sumsOf([X, XX], (n, x, xx) => finite(Math.sqrt(squaredDeviations(n, x, xx) / n)));

/** Standard deviation of the population; null when there were no numbers. */
export const stddev = aggregateFunction({
  kind: 'stddev',
  sql: ['stddev_pop'],
  parameters: [{ name: 'field', takes: 'number' }],
  gives: { type: 'number', isNullable: true },
  bytesMax: sumsBytesMax(2),
  accumulator: () => accumulator,
});
