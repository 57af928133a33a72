import { aggregateFunction } from './aggregate-function';
import { POSITION_BYTES_MAX } from './event-position';
import { positioned } from './positioned';

const accumulator = positioned(-1);

/** Value of the latest event by event time; null when there was none. */
export const last = aggregateFunction({
  kind: 'last',
  sql: ['last_value'],
  parameters: [{ name: 'field', takes: 'any', isKept: true }],
  gives: ([input]) => ({ type: input!.type, isNullable: true }),
  bytesMax: ([input]) => input! + POSITION_BYTES_MAX,
  accumulator: () => accumulator,
});
