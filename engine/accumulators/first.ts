import { aggregateFunction } from './aggregate-function';
import { POSITION_BYTES_MAX } from './event-position';
import { positioned } from './positioned';

const accumulator = positioned(1);

/** Value of the earliest event by event time; null when there was none. */
export const first = aggregateFunction({
  kind: 'first',
  sql: ['first_value'],
  parameters: [{ name: 'field', takes: 'any', isKept: true }],
  gives: ([input]) => ({ type: input!.type, isNullable: true }),
  bytesMax: ([input]) => input! + POSITION_BYTES_MAX,
  accumulator: () => accumulator,
});
