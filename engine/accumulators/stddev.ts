import type { Accumulator } from './accumulator';
import { addSquare, addTo, decodeSum, type DoubleDouble, encodeSum, finite, zero } from './double-double';

interface Moments {
  n: number;
  readonly sum: DoubleDouble;
  readonly squares: DoubleDouble;
}

/**
 * Standard deviation of the population: sqrt(E(x^2) - E(x)^2), from sums in twice double precision. The subtraction, which
 * ruins that formula in doubles, loses nothing visible while the mean is below 1e12 deviations.
 */
export const stddev: Accumulator<Moments, number> = {
  create: () => ({ n: 0, sum: zero(), squares: zero() }),
  add(cell, input) {
    cell.n++;
    addTo(cell.sum, input);
    addSquare(cell.squares, input);
    return cell;
  },
  merge(cell, other) {
    cell.n += other.n;
    addTo(cell.sum, other.sum.hi, other.sum.lo);
    addTo(cell.squares, other.squares.hi, other.squares.lo);
    return cell;
  },
  result: ({ n, sum, squares }) => (n === 0 ? null : finite(deviation(n, sum, squares))),
  encode(cell, out) {
    out.varint(cell.n);
    encodeSum(cell.sum, out);
    encodeSum(cell.squares, out);
  },
  decode: from => ({ n: from.varint(), sum: decodeSum(from), squares: decodeSum(from) }),
};

/** With m the rounded mean: n * variance = squares - 2 m sum + n m^2, each term in twice double precision. */
function deviation(n: number, sum: DoubleDouble, squares: DoubleDouble): number {
  const mean = (sum.hi + sum.lo) / n;
  const total = { ...squares };
  addProduct(total, -2 * mean, sum.hi);
  addTo(total, -2 * mean * sum.lo);
  const square = zero();
  addSquare(square, mean);
  addProduct(total, square.hi, n);
  addTo(total, square.lo * n);
  return Math.sqrt(Math.max(0, total.hi / n));
}

/** Adds the exact product (Dekker's TwoProduct). */
function addProduct(sum: DoubleDouble, a: number, b: number): void {
  const product = a * b;
  const [ah, al] = split(a);
  const [bh, bl] = split(b);
  addTo(sum, product, ah * bh - product + ah * bl + al * bh + al * bl);
}

function split(x: number): [number, number] {
  if (Math.abs(x) > 1e290) return [x, 0];
  const c = (2 ** 27 + 1) * x;
  const high = c - (c - x);
  return [high, x - high];
}
