import { aggregateFunction } from './aggregate-function';
import { finite } from './double-double';
import { sumsBytesMax, sumsOf, X, XY } from './sums';

const accumulator = sumsOf([(sum, x, y) => (y === undefined ? X : XY)(sum, x, y)], (_, sum) => finite(sum.hi));

/**
 * Sum of numbers, or of their products with a second input, which are not rounded; null when there were none, or when it passed
 * the range of doubles (1.8e308).
 */
export const sum = aggregateFunction({
  kind: 'sum',
  sql: ['sum'],
  parameters: [
    { name: 'field', takes: 'number' },
    { name: 'times', takes: 'number', isOptional: true },
  ],
  isAdditive: true,
  column: 'sums',
  gives: { type: 'number', isNullable: true },
  bytesMax: sumsBytesMax(1),
  accumulator: () => accumulator,
});
