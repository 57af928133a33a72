import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';

/**
 * A sum in twice double precision: the unevaluated sum of `hi`, which is its rounded value, and a much smaller `lo`.
 * Additions are exact, so their order cannot show, while all summands and sums are multiples of one power of two and
 * below 2^105 times it: money, counts and most measurements. Otherwise each has a relative error of at most 2^-104.
 * Once a sum passes the range of doubles it stays NaN.
 * Algorithms 4 and 6 of Joldes, Muller, Popescu, Tight and Rigorous Error Bounds for Basic Building Blocks of
 * Double-Word Arithmetic, ACM TOMS 44 (2017), on Knuth's TwoSum and Dekker's FastTwoSum and TwoProduct.
 */
export interface DoubleDouble {
  hi: number;
  lo: number;
}

export const zero = (): DoubleDouble => ({ hi: 0, lo: 0 });

/** Adds a double. */
export function addNumber(sum: DoubleDouble, x: number): void {
  const s = sum.hi + x;
  const v = sum.lo + twoSumError(sum.hi, x, s);
  sum.hi = s + v;
  sum.lo = v - (sum.hi - s);
}

/** Adds another such sum, `hi + lo`. */
export function addSum(sum: DoubleDouble, hi: number, lo: number): void {
  const s = sum.hi + hi;
  const t = sum.lo + lo;
  const c = twoSumError(sum.hi, hi, s) + t;
  const v = s + c;
  const w = twoSumError(sum.lo, lo, t) + (c - (v - s));
  sum.hi = v + w;
  sum.lo = w - (sum.hi - v);
}

/** Adds the product of two doubles: exact for factors and products from 1e-145 to 1e150, else perhaps rounded to a double. */
export function addProduct(sum: DoubleDouble, a: number, b: number): void {
  const product = a * b;
  if (Math.abs(a) > SPLIT_MAX || Math.abs(b) > SPLIT_MAX || Math.abs(product) > SPLIT_MAX)
    return addNumber(sum, product);
  const aHigh = upperHalf(a);
  const aLow = a - aHigh;
  const bHigh = upperHalf(b);
  const bLow = b - bHigh;
  addSum(sum, product, aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow);
}

/** What rounding took from `a + b` to give `s`. */
function twoSumError(a: number, b: number, s: number): number {
  const bRounded = s - a;
  return a - (s - bRounded) + (b - bRounded);
}

const SPLIT_MAX = 1e150;
const SPLITTER = 2 ** 27 + 1;

/** The upper 26 bits of a double (Veltkamp); the rest fits 26 bits too. */
function upperHalf(x: number): number {
  const c = SPLITTER * x;
  return c - (c - x);
}

const INTEGER = 0;
const DOUBLE = 1;
const BOTH = 2;

/** Whole numbers take a few bytes, others 9 or 17. */
export function encodeSum(sum: DoubleDouble, out: ByteWriter): void {
  if (sum.lo === 0 && Number.isInteger(sum.hi) && Math.abs(sum.hi) < 2 ** 52) {
    out.byte(INTEGER);
    return out.signedVarint(sum.hi);
  }
  out.byte(sum.lo === 0 ? DOUBLE : BOTH);
  out.double(sum.hi);
  if (sum.lo !== 0) out.double(sum.lo);
}

export function decodeSum(from: ByteReader): DoubleDouble {
  const kind = from.byte();
  if (kind === INTEGER) return { hi: from.signedVarint(), lo: 0 };
  return { hi: from.double(), lo: kind === BOTH ? from.double() : 0 };
}

/** The number, or null where it is none. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
