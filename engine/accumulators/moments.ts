import type { Accumulator } from './accumulator';
import { addNumber, addProduct, addSum, decodeSum, type DoubleDouble, encodeSum, zero } from './double-double';

interface Moments {
  n: number;
  readonly sum: DoubleDouble;
  readonly squares: DoubleDouble;
}

/** A smaller share of the mean square is noise of the sums: 2^10 roundings of theirs. */
const VARIANCE_SHARE_MIN = 2 ** -96;

/**
 * Sums numbers and their squares in twice double precision: that keeps order out of the result, as no running mean does. The
 * relative error of a deviation is about 2^-53 + 2^-104 (mean / deviation)^2, so 14 digits hold while it is above 1e-8 of the
 * mean; below 2^-48 (3.6e-15) of the mean it is given as 0. No number is given when the squares passed the range of doubles
 * (numbers above 1e154).
 *
 * @param result from how many numbers there were, one or more, and n times their variance.
 */
export function moments(result: (n: number, squaredDeviations: number) => number | null): Accumulator<Moments, number> {
  return {
    create: () => ({ n: 0, sum: zero(), squares: zero() }),
    add(cell, input) {
      cell.n++;
      addNumber(cell.sum, input);
      addProduct(cell.squares, input, input);
      return cell;
    },
    merge(cell, other) {
      cell.n += other.n;
      addSum(cell.sum, other.sum.hi, other.sum.lo);
      addSum(cell.squares, other.squares.hi, other.squares.lo);
      return cell;
    },
    result: cell => (cell.n === 0 ? null : result(cell.n, squaredDeviations(cell))),
    encode(cell, out) {
      out.varint(cell.n);
      encodeSum(cell.sum, out);
      encodeSum(cell.squares, out);
    },
    decode: from => ({ n: from.varint(), sum: decodeSum(from), squares: decodeSum(from) }),
  };
}

/** With m the mean rounded to a double: squares - 2 m sum + n m^2, up to n (m - mean)^2. */
function squaredDeviations({ n, sum, squares }: Moments): number {
  const mean = (sum.hi + sum.lo) / n;
  const total = { ...squares };
  addProduct(total, -2 * mean, sum.hi);
  addNumber(total, -2 * mean * sum.lo);
  const square = zero();
  addProduct(square, mean, mean);
  addProduct(total, square.hi, n);
  addNumber(total, square.lo * n);
  return total.hi <= squares.hi * VARIANCE_SHARE_MIN ? 0 : total.hi;
}
