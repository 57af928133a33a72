import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';

/**
 * A sum in twice double precision: the unevaluated sum of `hi` and a much smaller `lo`. Its rounded value does not
 * depend on the order of additions unless they cancel to less than 2^-50 of the largest of them.
 * TwoSum: Knuth, The Art of Computer Programming 2, 4.2.2; Dekker, A Floating-Point Technique for Extending the Available
 * Precision, Numerische Mathematik 18 (1971).
 */
export interface DoubleDouble {
  hi: number;
  lo: number;
}

export const zero = (): DoubleDouble => ({ hi: 0, lo: 0 });

/** Adds the number `hi + lo` to `sum`. */
export function addTo(sum: DoubleDouble, hi: number, lo = 0): void {
  const s = sum.hi + hi;
  const b = s - sum.hi;
  const error = sum.hi - (s - b) + (hi - b) + sum.lo + lo;
  sum.hi = s + error;
  sum.lo = error - (sum.hi - s);
}

/** Splits a double into two halves of 26 bits (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;

/** Adds the exact square of `x`; above 1e150 its rounded square. */
export function addSquare(sum: DoubleDouble, x: number): void {
  const square = x * x;
  if (Math.abs(x) > 1e150) return addTo(sum, square);
  const c = SPLITTER * x;
  const high = c - (c - x);
  const low = x - high;
  addTo(sum, square, high * high - square + 2 * high * low + low * low);
}

const INTEGER = 0;
const DOUBLE = 1;
const BOTH = 2;

/** Whole numbers take a few bytes, others 8 or 16. */
export function encodeSum(sum: DoubleDouble, out: ByteWriter): void {
  if (sum.lo === 0 && Number.isSafeInteger(sum.hi) && Math.abs(sum.hi) < 2 ** 51 && !Object.is(sum.hi, -0)) {
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
