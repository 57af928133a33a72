import { aggregateFunction } from './aggregate-function';
import { extreme } from './extreme';

/** False comes before true. */
const accumulator = extreme(1);

/** Whether any value is true; null when there was none. */
export const boolOr = aggregateFunction({
  kind: 'boolOr',
  sql: ['bool_or'],
  parameters: [{ name: 'field', takes: 'boolean' }],
  gives: { type: 'boolean', isNullable: true },
  bytesMax: () => 1,
  accumulator: () => accumulator,
});
