import { aggregateFunction } from './aggregate-function';
import { finite } from './double-double';
import { moments } from './moments';
import { sumsBytesMax } from './sums';

const accumulator = moments((n, squaredDeviations) => finite(Math.sqrt(squaredDeviations / n)));

/** Standard deviation of the population; null when there were no numbers. */
export const stddev = aggregateFunction({
  kind: 'stddev',
  sql: ['stddev_pop'],
  parameters: [{ name: 'field', takes: 'number' }],
  gives: { type: 'number', isNullable: true },
  bytesMax: sumsBytesMax(2),
  accumulator: () => accumulator,
});
