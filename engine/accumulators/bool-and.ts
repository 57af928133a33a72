import { aggregateFunction } from './aggregate-function';
import { extreme } from './extreme';

/** False comes before true. */
const accumulator = extreme(-1);

/** Whether all values are true; null when there was none. */
export const boolAnd = aggregateFunction({
  kind: 'boolAnd',
  sql: ['bool_and'],
  parameters: [{ name: 'field', takes: 'boolean' }],
  gives: { type: 'boolean', isNullable: true },
  bytesMax: () => 1,
  accumulator: () => accumulator,
});
