import { daysInMonth, localMs } from '../time/calendar';
import { ZERO } from './bytes';
import type { EventText } from './event-text';

/** `2018-08-21T11:01:05`, and `.123` where there are milliseconds. */
const SECONDS_LENGTH = 19;
const MILLIS_LENGTH = 23;
const DASH = 0x2d;
const COLON = 0x3a;
const POINT = 0x2e;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/**
 * The instant, ms, of the text from `start` to `end` in the form that Date writes, `2018-08-21T11:01:05.123Z`, or without the
 * milliseconds. NaN for any other text, also for other forms of ISO 8601.
 */
export function readIsoTime({ bytes }: EventText, start: number, end: number): number {
  const length = end - start - 1;
  if ((length !== MILLIS_LENGTH && length !== SECONDS_LENGTH) || bytes[end - 1] !== LETTER_Z) return NaN;
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH || bytes[start + 10] !== LETTER_T) return NaN;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return NaN;
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  const second = twoDigits(bytes, start + 17);
  const millisecond = length === SECONDS_LENGTH ? 0 : decimals(bytes, start + SECONDS_LENGTH);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return NaN;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return NaN;
  return localMs({ year, month, day, hour, minute, second, millisecond });
}

function decimals(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== POINT) return NaN;
  return twoDigits(bytes, at + 1) * 10 + digit(bytes[at + 3]!);
}

function twoDigits(bytes: Uint8Array, at: number): number {
  return digit(bytes[at]!) * 10 + digit(bytes[at + 1]!);
}

function digit(byte: number): number {
  const value = byte - ZERO;
  return value >= 0 && value <= 9 ? value : NaN;
}
