import type { Scalar } from '../values';
import type { Accumulator } from './accumulator';
import { compareScalars, decodeScalar, encodeScalar, unsignedZero } from './scalar';

type Cell = Scalar | null;

/** Keeps the largest value where `sign` is 1, the smallest where it is -1; null when there was none. */
export function extreme(sign: 1 | -1): Accumulator<Cell> {
  const isBetter = (a: Scalar, b: Scalar): boolean => compareScalars(a, b) * sign > 0;
  return {
    create: () => null,
    add: (cell, input) => (cell === null || isBetter(input, cell) ? unsignedZero(input) : cell),
    merge: (cell, other) => (cell === null || (other !== null && isBetter(other, cell)) ? other : cell),
    result: cell => cell,
    encode: encodeScalar,
    decode: decodeScalar,
  };
}
