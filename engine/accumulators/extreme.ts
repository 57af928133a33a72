import type { Accumulator } from './accumulator';
import { decodeScalar, encodeScalar, unsignedZero } from './scalar';

type Cell = number | null;

function extreme(isBetter: (a: number, b: number) => boolean): Accumulator<Cell, number> {
  return {
    create: () => null,
    add: (cell, input) => (cell === null || isBetter(input, cell) ? unsignedZero(input) : cell),
    merge: (cell, other) => (cell === null || (other !== null && isBetter(other, cell)) ? other : cell),
    result: cell => cell,
    encode: encodeScalar,
    decode: from => decodeScalar(from) as Cell,
  };
}

/** Smallest number; null when there was none. */
export const min = extreme((a, b) => a < b);
/** Largest number; null when there was none. */
export const max = extreme((a, b) => a > b);
