import { addNumber, addProduct, type DoubleDouble, zero } from './double-double';

/** A smaller share of what is summed is noise of the sums: 2^10 roundings of theirs. */
const SHARE_MIN = 2 ** -96;

/**
 * The sum of (x - mean of x) (y - mean of y) over n pairs, from the sums of x, y and x y. With a and b the means rounded to
 * doubles it is x y - a y - b x + n a b, up to n (a - mean) (b - mean). What is noise beside these terms is given as 0.
 */
export function coDeviations(n: number, x: DoubleDouble, y: DoubleDouble, xy: DoubleDouble): number {
  const a = x.hi / n;
  const b = y.hi / n;
  const total = { ...xy };
  addTimes(total, y, -a);
  addTimes(total, x, -b);
  const ab = zero();
  addProduct(ab, a, b);
  addTimes(total, ab, n);
  const terms = Math.max(Math.abs(xy.hi), Math.abs(a * y.hi));
  return Math.abs(total.hi) <= terms * SHARE_MIN ? 0 : total.hi;
}

/**
 * The sum of (x - mean)^2 over n numbers, from the sums of x and x^2. The relative error of a deviation made of it is about
 * 2^-53 + 2^-104 (mean / deviation)^2, so 14 digits hold while it is above 1e-8 of the mean; below 2^-48 (3.6e-15) of the mean
 * it is 0. NaN when the squares passed the range of doubles (numbers above 1e154).
 */
export function squaredDeviations(n: number, x: DoubleDouble, xx: DoubleDouble): number {
  return Math.max(0, coDeviations(n, x, x, xx));
}

function addTimes(total: DoubleDouble, sum: DoubleDouble, factor: number): void {
  addProduct(total, sum.hi, factor);
  addNumber(total, sum.lo * factor);
}
