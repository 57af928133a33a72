import { MINUS, POINT, ZERO } from './bytes';

/** As many decimal digits as every integer below 2^53 has room for; so 10 to their number is exact too. */
const DIGITS_MAX = 15;
const POWERS = Float64Array.from({ length: DIGITS_MAX + 1 }, (_, i) => 10 ** i);
/** As many digits as always fit 32 bits. */
const HIGH_DIGITS = 9;

/**
 * Reads a JSON number of at most 15 digits and no exponent into `into[index]`; the place behind it, or -1 for any other. The
 * digits and the power of ten are exact doubles, so one division rounds as JSON.parse does (Clinger, How to Read
 * Floating Point Numbers Accurately, 1990).
 */
export function readNumber(bytes: Uint8Array, start: number, into: Float64Array, index: number): number {
  const isNegative = bytes[start] === MINUS;
  let at = isNegative ? start + 1 : start;
  const first = at;
  let high = 0;
  let low = 0;
  let digit = bytes[at]! - ZERO;
  while (digit >= 0 && digit <= 9) {
    if (at - first === HIGH_DIGITS) {
      high = low;
      low = 0;
    }
    low = (low * 10 + digit) | 0;
    digit = bytes[++at]! - ZERO;
  }
  let digits = at - first;
  if (digits === 0 || digits > DIGITS_MAX || (digits > 1 && bytes[first] === ZERO)) return -1;
  let decimals = 0;
  if (bytes[at] === POINT) {
    const point = at;
    digit = bytes[++at]! - ZERO;
    while (digit >= 0 && digit <= 9) {
      if (digits === HIGH_DIGITS) {
        high = low;
        low = 0;
      }
      digits++;
      low = (low * 10 + digit) | 0;
      digit = bytes[++at]! - ZERO;
    }
    decimals = at - point - 1;
    if (decimals === 0 || digits > DIGITS_MAX) return -1;
  }
  if ((bytes[at]! | 0x20) === 0x65) return -1; // e or E
  let value = digits > HIGH_DIGITS ? high * POWERS[digits - HIGH_DIGITS]! + low : low;
  if (decimals > 0) value /= POWERS[decimals]!;
  into[index] = isNegative ? -value : value;
  return at;
}
