import type { Accumulator } from './accumulator';
import { addNumber, addSum, decodeSum, type DoubleDouble, encodeSum, finite, zero } from './double-double';

interface SumCell {
  n: number;
  readonly sum: DoubleDouble;
}

function numeric(result: (cell: SumCell) => number | null): Accumulator<SumCell, number> {
  return {
    create: () => ({ n: 0, sum: zero() }),
    add(cell, input) {
      cell.n++;
      addNumber(cell.sum, input);
      return cell;
    },
    merge(cell, other) {
      cell.n += other.n;
      addSum(cell.sum, other.sum.hi, other.sum.lo);
      return cell;
    },
    result,
    encode(cell, out) {
      out.varint(cell.n);
      encodeSum(cell.sum, out);
    },
    decode: from => ({ n: from.varint(), sum: decodeSum(from) }),
  };
}

/** Sum of numbers, in twice double precision; null when there were none, or when it passed the range of doubles (1.8e308). */
export const sum = numeric(cell => (cell.n === 0 ? null : finite(cell.sum.hi + cell.sum.lo)));

/** Arithmetic mean, the sum divided once; null when there were no numbers, or when the sum passed the range of doubles. */
export const avg = numeric(cell => (cell.n === 0 ? null : finite((cell.sum.hi + cell.sum.lo) / cell.n)));
