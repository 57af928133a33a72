/** Days before each month of a year that begins in March, so that a leap day is the last of its year. */
const DAYS_BEFORE_MONTH = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Days from 1 March of the year 0 to 1 January 1970. */
const DAYS_TO_1970 = 719_468;

/** A date and a time of day as clocks show it. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** By the Gregorian calendar; months from 1. */
export function daysInMonth(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : DAYS_IN_MONTH[month - 1]!;
}

/** By the Gregorian calendar: 400 years have 146,097 days. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leapDays + DAYS_BEFORE_MONTH[month - 1]! + day - 1 - DAYS_TO_1970;
}

/** Milliseconds from 1970 to a local time, as if its clocks showed UTC. */
export function localMs({ year, month, day, hour, minute, second, millisecond }: LocalTime): number {
  return (daysSince1970(year, month, day) * 1_440 + hour * 60 + minute) * 60_000 + second * 1_000 + millisecond;
}

/** 0 is Sunday: 1 January 1970 was a Thursday. */
export function weekdayOf(year: number, month: number, day: number): number {
  return (((daysSince1970(year, month, day) + 4) % 7) + 7) % 7;
}
