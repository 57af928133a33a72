import { aggregateFunction } from './aggregate-function';
import { finite } from './double-double';
import { sums, sumsBytesMax } from './sums';

const accumulator = sums(({ n, sum }) => (n === 0 ? null : finite(sum.hi)));

/** Sum of numbers; null when there were none, or when it passed the range of doubles (1.8e308). */
export const sum = aggregateFunction({
  kind: 'sum',
  sql: ['sum'],
  parameters: [{ name: 'field', takes: 'number' }],
  isAdditive: true,
  column: 'sums',
  gives: { type: 'number', isNullable: true },
  bytesMax: sumsBytesMax(1),
  accumulator: () => accumulator,
});
