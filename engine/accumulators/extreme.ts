import type { Accumulator } from './accumulator';

type Cell = number | null;

function extreme(isBetter: (a: number, b: number) => boolean): Accumulator<Cell, number> {
  return {
    create: () => null,
    add: (cell, input) => (cell === null || isBetter(input, cell) ? input : cell),
    merge: (cell, other) => (cell === null || (other !== null && isBetter(other, cell)) ? other : cell),
    result: cell => cell,
    encode(cell, out) {
      out.byte(cell === null ? 0 : 1);
      if (cell !== null) out.double(cell);
    },
    decode: from => (from.byte() === 0 ? null : from.double()),
  };
}

/** Smallest number; null when there was none. */
export const min = extreme((a, b) => a < b || (a === b && Object.is(a, -0)));
/** Largest number; null when there was none. */
export const max = extreme((a, b) => a > b || (a === b && Object.is(b, -0)));
