import { aggregateFunction } from './aggregate-function';
import { extreme } from './extreme';

const accumulator = extreme(1);

/** Largest value; null when there was none. */
export const max = aggregateFunction({
  kind: 'max',
  sql: ['max'],
  parameters: [{ name: 'field', takes: 'ordered', isKept: true }],
  column: 'largest',
  gives: ([input]) => ({ type: input!.type, isNullable: true }),
  bytesMax: ([input]) => input!,
  accumulator: () => accumulator,
});
