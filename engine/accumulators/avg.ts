import { aggregateFunction } from './aggregate-function';
import { finite } from './double-double';
import { sumsBytesMax, sumsOf, X } from './sums';

const accumulator = sumsOf([X], (n, sum) => finite(sum.hi / n));

/** Arithmetic mean, the sum divided once; null when there were no numbers, or when the sum passed the range of doubles. */
export const avg = aggregateFunction({
  kind: 'avg',
  sql: ['avg'],
  parameters: [{ name: 'field', takes: 'number' }],
  column: 'sums',
  gives: { type: 'number', isNullable: true },
  bytesMax: sumsBytesMax(1),
  accumulator: () => accumulator,
});
