import type { Accumulator } from './accumulator';
import { addTo, decodeSum, type DoubleDouble, encodeSum, finite, zero } from './double-double';

interface SumCell {
  n: number;
  readonly sum: DoubleDouble;
}

function numeric(result: (cell: SumCell) => number | null): Accumulator<SumCell, number> {
  return {
    create: () => ({ n: 0, sum: zero() }),
    add(cell, input) {
      cell.n++;
      addTo(cell.sum, input);
      return cell;
    },
    merge(cell, other) {
      cell.n += other.n;
      addTo(cell.sum, other.sum.hi, other.sum.lo);
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

/** Sum of numbers, in twice double precision; null when there were none or the sum is beyond a double. */
export const sum = numeric(cell => (cell.n === 0 ? null : finite(cell.sum.hi + cell.sum.lo)));

/** Arithmetic mean; null when there were no numbers. */
export const avg = numeric(cell => (cell.n === 0 ? null : finite((cell.sum.hi + cell.sum.lo) / cell.n)));
