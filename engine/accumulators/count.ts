import { type Accumulator, COUNT_BYTES_MAX } from './accumulator';
import { aggregateFunction } from './aggregate-function';

const counter: Accumulator<number> = {
  create: () => 0,
  add: cell => cell + 1,
  merge: (cell, other) => cell + other,
  result: cell => cell,
  encode: (cell, out) => out.varint(cell),
  decode: from => from.varint(),
};

/** Number of events; with an input, of those in which it is not null. */
export const count = aggregateFunction({
  kind: 'count',
  sql: ['count'],
  parameters: [{ name: 'field', takes: 'any', isOptional: true }],
  isCount: true,
  isAdditive: true,
  column: 'counts',
  gives: { type: 'integer', isNullable: false },
  bytesMax: () => COUNT_BYTES_MAX,
  accumulator: () => counter,
});
