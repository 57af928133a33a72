import { daysInMonth, localMs } from '../time/calendar';
import { digits, endOfDigits, fractionMs } from '../time/digits';
import { instantOf } from '../time/time-zone';

const FRACTION_DIGITS_MAX = 9;
/** Seconds or milliseconds since 1970 as text; fewer or more digits may be a date without hyphens. */
const EPOCH = /^\d{9,13}(?:\.\d+)?$/;

export const IS_EPOCH = 'a number; is the field epochSeconds() or epochMillis()?';

/**
 * The instant, ms since 1970, of a date and time with a zone in the form of ISO 8601 that RFC 3339 keeps:
 * `2018-08-21T11:01:05.123Z`. Seconds and their fraction (1 to 9 digits, cut to ms) may be left out; the zone is `Z` or an
 * offset such as `+05:30` or `+0530`. NaN for every other text, also where the form is right and there is no such date or
 * time of day: nothing rolls over. `isoTimeProblem` says why.
 */
export function isoTimeMs(text: string): number {
  return text[10] === 'T' ? localTimeMs(text) - offsetMinutes(text, endOfLocalTime(text)) * 60_000 : NaN;
}

/**
 * The instant, ms since 1970, of a time as `isoTimeMs` reads it, or of one without a zone, by the clocks of `zone`. A blank may
 * stand for the `T`. NaN for every other text.
 */
export function zonedTimeMs(text: string, zone: string): number {
  if (text[10] !== 'T' && text[10] !== ' ') return NaN;
  const localMs = localTimeMs(text);
  if (Number.isNaN(localMs)) return NaN;
  const end = endOfLocalTime(text);
  return end === text.length ? instantOf(zone, localMs) : localMs - offsetMinutes(text, end) * 60_000;
}

/** Of a date and a time of day, whatever stands between and behind them, as if it were UTC; NaN where there is no such time. */
function localTimeMs(text: string): number {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59)) return NaN;
  if (text[4] !== '-' || text[7] !== '-' || text[13] !== ':') return NaN;
  if (day > 28 && day > daysInMonth(year, month)) return NaN;
  const second = text[16] === ':' ? digits(text, 17, 2) : 0;
  if (!(second <= 59)) return NaN;
  const decimals = endOfLocalTime(text) - 20;
  if (decimals === 0 || decimals > FRACTION_DIGITS_MAX) return NaN;
  const millisecond = decimals > 0 ? fractionMs(text, 20, decimals) : 0;
  return localMs({ year, month, day, hour, minute, second, millisecond });
}

/** The place behind the minutes, the seconds or their fraction, whichever is written last. */
function endOfLocalTime(text: string): number {
  if (text[16] !== ':') return 16;
  return text[19] === '.' ? endOfDigits(text, 20) : 19;
}

/** Why `isoTimeMs` does not read a text, and what to do: without the text itself. */
export function isoTimeProblem(text: string): string {
  const parts =
    /^(\d{4})-(\d\d)-(\d\d)([T ]?)(?:(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?(.*)$/is.exec(text) ?? undefined;
  if (!parts) return EPOCH.test(text) ? IS_EPOCH : 'write ISO 8601 with a zone, such as 2018-08-21T11:01:05.000Z';
  const [, year, month, day, between, hour, minute, second, zone] = parts as (string | undefined)[];
  if (!(Number(month) >= 1 && Number(month) <= 12)) return `there is no month ${month}`;
  if (!(Number(day) >= 1 && Number(day) <= daysInMonth(Number(year), Number(month))))
    return `there is no ${year}-${month}-${day}`;
  if (hour === undefined) return 'a date without a time of day; write it as 2018-08-21T00:00:00Z';
  if (Number(hour) === 24) return 'hour 24; write it as 00:00 of the next day';
  if (Number(hour) > 23) return `there is no hour ${hour}`;
  if (Number(minute) > 59) return `there is no minute ${minute}`;
  if (Number(second ?? 0) > 59) return `second ${second} is not read; leap seconds have no place in a day of 86,400`;
  if (zone === '') return 'no time zone; add Z or an offset such as +02:00';
  if (between === ' ') return 'a blank between date and time; write T';
  if (between === 't' || zone === 'z') return 'lower-case t or z; write T and Z';
  if (/^[+-]\d\d$/.test(zone!)) return 'an offset without minutes; write it as +02:00';
  if (/^[+-]\d\d:?\d\d$/.test(zone!)) return `there is no offset ${zone}`;
  return 'write ISO 8601 with a zone, such as 2018-08-21T11:01:05.000Z';
}

/** Minutes ahead of UTC of the zone that the text from `at` on is; NaN where it is none. */
function offsetMinutes(text: string, at: number): number {
  const sign = text[at];
  if (sign === 'Z') return text.length === at + 1 ? 0 : NaN;
  if (sign !== '+' && sign !== '-') return NaN;
  const colon = text[at + 3] === ':' ? 1 : 0;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 3 + colon, 2);
  if (!(hours <= 23 && minutes <= 59) || text.length !== at + 5 + colon) return NaN;
  return sign === '-' ? -(hours * 60 + minutes) : hours * 60 + minutes;
}
