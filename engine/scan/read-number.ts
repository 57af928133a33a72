import { MINUS, POINT, ZERO } from './bytes';
import type { EventText } from './event-text';

/** As many decimal digits as every integer below 2^53 has room for; so 10 to their number is exact too. */
const DIGITS_MAX = 15;
const POWERS = Float64Array.from({ length: DIGITS_MAX + 1 }, (_, i) => 10 ** i);

const ZEROS = 0x30303030;
const ABOVE_NINE = 0x76767676;
const HIGHEST = 0x80808080 | 0;

/**
 * Reads a JSON number of at most 15 digits and no exponent into `into[index]`; the place behind it, or -1 for any other. The
 * digits and the power of ten are exact doubles, so one division rounds as JSON.parse does (Clinger, How to Read
 * Floating Point Numbers Accurately, 1990). Four bytes a step: in a word of digits less '0', no byte is above nine.
 */
export function readNumber({ bytes, words }: EventText, start: number, into: Float64Array, index: number): number {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  let at = first;
  let point = -1;
  let value = 0;
  for (;;) {
    const w = words.getInt32(at, true) ^ ZEROS;
    const others = ((w + ABOVE_NINE) | w) & HIGHEST;
    if (others === 0) {
      value = value * 10_000 + fourDigits(w);
      at += 4;
      continue;
    }
    const count = (31 - Math.clz32(others & -others)) >> 3;
    if (count > 0) {
      value = value * POWERS[count]! + fourDigits(w << (32 - 8 * count));
      at += count;
    }
    if (point >= 0 || bytes[at] !== POINT) break;
    point = at++;
  }
  const whole = (point < 0 ? at : point) - first;
  const decimals = point < 0 ? 0 : at - point - 1;
  if (whole === 0 || (whole > 1 && bytes[first] === ZERO) || (point >= 0 && decimals === 0)) return -1;
  if (whole + decimals > DIGITS_MAX || (bytes[at]! | 0x20) === 0x65) return -1; // e or E
  if (decimals > 0) value /= POWERS[decimals]!;
  into[index] = isNegative ? -value : value;
  return at;
}

/** The number whose digits are the bytes of a word, the first one lowest. */
function fourDigits(w: number): number {
  const pairs = w * 10 + (w >>> 8);
  return (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff);
}
