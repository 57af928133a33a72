import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import { decimalsOf } from '../encoding/decimals';

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

/** Kinds of `hi`: its decimals, or a double; a `lo` that is not 0 adds this. */
const DOUBLE = 7;
const WITH_LOW = 8;
/** Instead of a number of halvings: `lo` is written as it is. */
const UNSCALED = 255;
const SCALED_MAX = 2 ** 34;

export const SUM_BYTES_MAX = 18;

/** Sums of prices and the like take a few bytes, others 9 or 18. */
export function encodeSum({ hi, lo }: DoubleDouble, out: ByteWriter): void {
  const decimals = decimalsOf(hi);
  out.byte((decimals < 0 ? DOUBLE : decimals) + (lo === 0 ? 0 : WITH_LOW));
  if (decimals < 0) out.double(hi);
  else out.decimal(hi, decimals);
  if (lo !== 0) encodeLow(lo, out);
}

export function decodeSum(from: ByteReader): DoubleDouble {
  const kind = from.byte();
  const decimals = kind % WITH_LOW;
  const hi = decimals === DOUBLE ? from.double() : from.decimal(decimals);
  return { hi, lo: kind < WITH_LOW ? 0 : decodeLow(from) };
}

/** What rounding left over has few bits, far behind the point: a whole number, halved so often. */
function encodeLow(lo: number, out: ByteWriter): void {
  let whole = lo;
  let halvings = 0;
  for (; halvings < UNSCALED && !Number.isInteger(whole); halvings++) whole *= 2;
  if (halvings < UNSCALED && Math.abs(whole) < SCALED_MAX) {
    out.byte(halvings);
    out.signedVarint(whole);
  } else {
    out.byte(UNSCALED);
    out.double(lo);
  }
}

function decodeLow(from: ByteReader): number {
  const halvings = from.byte();
  return halvings === UNSCALED ? from.double() : from.signedVarint() * 2 ** -halvings;
}

/** The number, or null where it is none. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
