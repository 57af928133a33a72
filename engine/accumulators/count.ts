import type { Accumulator } from './accumulator';

/** Number of inputs. */
export const count: Accumulator<number> = {
  create: () => 0,
  add: cell => cell + 1,
  merge: (cell, other) => cell + other,
  result: cell => cell,
  encode: (cell, out) => out.varint(cell),
  decode: from => from.varint(),
};
