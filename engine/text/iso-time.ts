/** Days before each month of a year that begins in March, so that a leap day is the last of its year. */
const DAYS_BEFORE_MONTH = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Days from 1 March of the year 0 to 1 January 1970. */
const DAYS_TO_1970 = 719_468;
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
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59)) return NaN;
  if (text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':') return NaN;
  if (day > 28 && day > daysIn(year, month)) return NaN;
  let at = 16;
  let ms = 0;
  if (text[at] === ':') {
    const second = digits(text, 17, 2);
    if (!(second <= 59)) return NaN;
    ms = second * 1_000;
    at = 19;
    if (text[at] === '.') {
      const end = endOfDigits(text, at + 1);
      const count = end - at - 1;
      if (count < 1 || count > FRACTION_DIGITS_MAX) return NaN;
      ms += count >= 3 ? digits(text, at + 1, 3) : digits(text, at + 1, count) * (count === 2 ? 10 : 100);
      at = end;
    }
  }
  const offset = offsetMinutes(text, at);
  return (daysSince1970(year, month, day) * 1_440 + hour * 60 + minute - offset) * 60_000 + ms;
}

/** Why `isoTimeMs` does not read a text, and what to do: without the text itself. */
export function isoTimeProblem(text: string): string {
  const parts =
    /^(\d{4})-(\d\d)-(\d\d)([T ]?)(?:(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?(.*)$/is.exec(text) ?? undefined;
  if (!parts) return EPOCH.test(text) ? IS_EPOCH : 'write ISO 8601 with a zone, such as 2018-08-21T11:01:05.000Z';
  const [, year, month, day, between, hour, minute, second, zone] = parts as (string | undefined)[];
  if (!(Number(month) >= 1 && Number(month) <= 12)) return `there is no month ${month}`;
  if (!(Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month))))
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

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : DAYS_IN_MONTH[month - 1]!;
}

/** By the Gregorian calendar: 400 years have 146,097 days. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leapDays + DAYS_BEFORE_MONTH[month - 1]! + day - 1 - DAYS_TO_1970;
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

/** The number that so many decimal digits write; NaN where there are others. */
function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (end < text.length && text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end++;
  return end;
}
