import { aggregateFunction } from './aggregate-function';
import { extreme } from './extreme';

const accumulator = extreme(-1);

/** Smallest value; null when there was none. */
export const min = aggregateFunction({
  kind: 'min',
  sql: ['min'],
  parameters: [{ name: 'field', takes: 'ordered', isKept: true }],
  column: 'smallest',
  gives: ([input]) => ({ type: input!.type, isNullable: true }),
  bytesMax: ([input]) => input!,
  accumulator: () => accumulator,
});
