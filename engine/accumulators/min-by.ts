import { aggregateFunction } from './aggregate-function';
import { POSITION_BYTES_MAX } from './event-position';
import { extremeBy } from './extreme-by';

const accumulator = extremeBy(-1);

/** Value of the event whose `by` is the smallest; null when there was none with both. */
export const minBy = aggregateFunction({
  kind: 'minBy',
  sql: ['min_by'],
  parameters: [
    { name: 'field', takes: 'any', isKept: true },
    { name: 'by', takes: 'ordered', isKept: true },
  ],
  gives: ([value]) => ({ type: value!.type, isNullable: true }),
  bytesMax: ([value, by]) => value! + by! + POSITION_BYTES_MAX,
  accumulator: () => accumulator,
});
