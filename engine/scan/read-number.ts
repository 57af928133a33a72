import { CLOSE_BRACE, COMMA, MINUS, POINT, QUOTE, ZERO } from './bytes';
import type { EventText } from './event-text';

/** As many decimal digits as every integer below 2^53 has room for; so 10 to their number is exact too. */
const DIGITS_MAX = 15;
const POWERS = Float64Array.from({ length: DIGITS_MAX + 1 }, (_, i) => 10 ** i);

const { clz32 } = Math;
const ZEROS = 0x30303030;
const ABOVE_NINE = 0x76767676;
const HIGHEST = 0x80808080 | 0;

/**
 * Reads a JSON number of at most 15 digits and no exponent into `into[index]`; the place behind it, or -1 for any other. The
 * digits and the power of ten are exact doubles, so one division rounds as JSON.parse does (Clinger, How to Read
 * Floating Point Numbers Accurately, 1990). What most numbers are, up to three digits and as many decimals, needs no loop.
 */
export function readNumber(text: EventText, start: number, into: Float64Array, index: number): number {
  const { bytes, words } = text;
  const w = words.getInt32(start, true) ^ ZEROS;
  const count = digitsIn(w);
  if (count === 0 || count === 4 || (count > 1 && (w & 0xff) === 0)) return readAnyNumber(text, start, into, index);
  const whole = fourDigits(w << (32 - 8 * count));
  const at = start + count;
  if (bytes[at] !== POINT) {
    if (isExponent(bytes[at])) return -1;
    into[index] = whole;
    return at;
  }
  const v = words.getInt32(at + 1, true) ^ ZEROS;
  const decimals = digitsIn(v);
  const end = at + 1 + decimals;
  if (decimals === 0 || decimals === 4 || isExponent(bytes[end])) return readAnyNumber(text, start, into, index);
  const power = POWERS[decimals]!;
  into[index] = (whole * power + fourDigits(v << (32 - 8 * decimals))) / power;
  return end;
}

/** Reads an instant from 2001 to 2286, 13 digits of milliseconds, as `readNumber` does; -1 for any other number. */
export function readMillis(text: EventText, start: number, into: Float64Array, index: number): number {
  const ms = thirteenDigits(text, start);
  if (ms < 0 || !endsValue(text.bytes[start + 13]!)) return -1;
  into[index] = ms;
  return start + 13;
}

/**
 * Reads an instant from 2001 to 2096, 13 digits of milliseconds and 3 or 6 more that are cut off, as `readNumber` does; -1 for any
 * other number. A double holds the microseconds, and the nanoseconds to 256.
 */
export function readInstant(text: EventText, start: number, more: 3 | 6, into: Float64Array, index: number): number {
  const ms = thirteenDigits(text, start);
  if (ms < 0 || ms >= INSTANT_MS_END) return -1;
  const at = start + 13;
  if (digitsIn(text.words.getInt32(at, true) ^ ZEROS) < 3) return -1;
  if (more === 6 && digitsIn(text.words.getInt32(at + 3, true) ^ ZEROS) < 3) return -1;
  if (!endsValue(text.bytes[at + more]!)) return -1;
  into[index] = ms;
  return at + more;
}

const INSTANT_MS_END = 4e12;

/** The number of thirteen digits, the first of them no zero; -1 where there are others. */
function thirteenDigits({ bytes, words }: EventText, start: number): number {
  const a = words.getInt32(start, true) ^ ZEROS;
  const b = words.getInt32(start + 4, true) ^ ZEROS;
  const c = words.getInt32(start + 8, true) ^ ZEROS;
  if (((a + ABOVE_NINE) | a | (b + ABOVE_NINE) | b | (c + ABOVE_NINE) | c) & HIGHEST) return -1;
  const last = bytes[start + 12]! - ZERO;
  if ((a & 0xff) === 0 || last < 0 || last > 9) return -1;
  return (fourDigits(a) * 10_000 + fourDigits(b)) * 100_000 + (fourDigits(c) * 10 + last);
}

/** What may follow a number at once: most of what JSON allows there, and the quote behind a number that is given as text. */
function endsValue(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || byte === QUOTE;
}

/** Reads an instant from 2001 to 2286, 10 digits of seconds and up to three decimals, as `readNumber` does; -1 for any other. */
export function readSeconds({ bytes, words }: EventText, start: number, into: Float64Array, index: number): number {
  const a = words.getInt32(start, true) ^ ZEROS;
  const b = words.getInt32(start + 4, true) ^ ZEROS;
  const c = words.getInt32(start + 8, true) ^ ZEROS;
  if (((a + ABOVE_NINE) | a | (b + ABOVE_NINE) | b) & HIGHEST || digitsIn(c) !== 2 || (a & 0xff) === 0) return -1;
  let seconds = (fourDigits(a) * 10_000 + fourDigits(b)) * 100 + fourDigits(c << 16);
  let end = start + 10;
  if (bytes[end] === POINT) {
    const d = words.getInt32(end + 1, true) ^ ZEROS;
    const decimals = digitsIn(d);
    if (decimals === 0 || decimals === 4) return -1;
    const power = POWERS[decimals]!;
    seconds = (seconds * power + fourDigits(d << (32 - 8 * decimals))) / power;
    end += 1 + decimals;
  }
  if (!endsValue(bytes[end]!)) return -1;
  into[index] = seconds;
  return end;
}

/** Four bytes a step. */
function readAnyNumber({ bytes, words }: EventText, start: number, into: Float64Array, index: number): number {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  let at = first;
  let point = -1;
  let value = 0;
  for (;;) {
    const w = words.getInt32(at, true) ^ ZEROS;
    const count = digitsIn(w);
    if (count > 0) {
      value = value * POWERS[count]! + fourDigits(w << (32 - 8 * count));
      at += count;
    }
    if (count === 4) continue;
    if (point >= 0 || bytes[at] !== POINT) break;
    point = at++;
  }
  const whole = (point < 0 ? at : point) - first;
  const decimals = point < 0 ? 0 : at - point - 1;
  if (whole === 0 || (whole > 1 && bytes[first] === ZERO) || (point >= 0 && decimals === 0)) return -1;
  if (whole + decimals > DIGITS_MAX || isExponent(bytes[at])) return -1;
  if (decimals > 0) value /= POWERS[decimals]!;
  into[index] = isNegative ? -value : value;
  return at;
}

/** The number whose digits are the bytes of a word, the first one lowest. */
function fourDigits(w: number): number {
  const pairs = w * 10 + (w >>> 8);
  return (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff);
}

/** How many bytes of a word are digits before the first other, once '0' is taken from each: none of a digit's is above nine. */
function digitsIn(w: number): number {
  const others = ((w + ABOVE_NINE) | w) & HIGHEST;
  return others === 0 ? 4 : (31 - clz32(others & -others)) >> 3;
}

function isExponent(byte: number | undefined): boolean {
  return byte === 0x65 || byte === 0x45;
}
