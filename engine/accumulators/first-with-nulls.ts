import { aggregateFunction } from './aggregate-function';
import { POSITION_BYTES_MAX } from './event-position';
import { positionedWithNulls } from './positioned';

const accumulator = positionedWithNulls(1);

/** Value of the earliest event by event time, null where it has none; null when there was no event. */
export const firstWithNulls = aggregateFunction({
  kind: 'firstWithNulls',
  sql: ['first_value respect nulls'],
  parameters: [
    { name: 'field', takes: 'any', isKept: true, takesNull: true },
    { name: 'when', takes: 'boolean', isOptional: true, isImplied: true },
  ],
  gives: ([input]) => ({ type: input!.type, isNullable: true }),
  bytesMax: ([input]) => 1 + input! + POSITION_BYTES_MAX,
  accumulator: () => accumulator,
});
