import { instantOf, zoneOffsetMs } from '../time/time-zone';
import { type CalendarUnit, type CalendarWindow, WEEKDAYS } from './window';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1 January 1970 was a Thursday. */
const WEEKDAY_OF_1970 = 4;

/** Windows start and end at quarters of an hour: that is where clocks of all zones show full hours but Liberia's before 1972. */
export const QUARTER_MS = HOUR_MS / 4;

/** How long a window of a unit is while clocks do not change, ms; of months the longest. */
export const UNIT_MS: Readonly<Record<CalendarUnit, number>> = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 31 * DAY_MS,
};
/** No clock change since 1970 makes a window longer by more, ms. */
const LONGER_MS_MAX = 3 * HOUR_MS;

/** The longest a window may be, ms. */
export const longestMs = ({ unit }: CalendarWindow): number => UNIT_MS[unit] + LONGER_MS_MAX;

/** From a window's start to the next one's, ms since 1970. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The last window that was asked for: times come mostly in order, and a look at a zone's clocks is slow. */
const latest = new WeakMap<CalendarWindow, Span>();

/** The window that holds an instant. One begins where the one before ends, and none is empty. */
export function spanAt(window: CalendarWindow, ms: number): Span {
  const known = latest.get(window);
  if (known && known.startMs <= ms && ms < known.endMs) return known;
  const span = window.unit === 'hour' ? hourAt(window.timeZone, ms) : datesAt(window, ms);
  latest.set(window, span);
  return span;
}

/**
 * The number of the window that starts at an instant: the next one's is higher by one. Of hours it may be the same or higher by two,
 * where clocks were changed by less than an hour or beside a full one, as in Hong Kong until 1979 or in Newfoundland until 2011.
 */
export function numberAt(window: CalendarWindow, startMs: number): number {
  return window.unit === 'hour' ? Math.floor(startMs / HOUR_MS) : numberOf(window, localOf(window.timeZone, startMs));
}

/**
 * From the first instant at which clocks show the first date to the first at which they show the next window's: where clocks
 * are put forward at midnight, an hour past it.
 */
function datesAt(window: CalendarWindow, ms: number): Span {
  const startOf = (number: number): number => onQuarter(instantOf(window.timeZone, firstDate(window, number)));
  let number = numberOf(window, localOf(window.timeZone, ms));
  // Clocks put back past midnight show a date again; a zone that crosses the date line leaves one out.
  while (startOf(number + 1) <= ms) number++;
  while (startOf(number) > ms) number--;
  return { startMs: startOf(number), endMs: startOf(number + 1) };
}

/** Windows from 1970 on, by the dates of clocks, as are the two below: ms as if these showed UTC. */
function numberOf({ unit, firstDay }: CalendarWindow, localMs: number): number {
  if (unit === 'month') {
    const date = new Date(localMs);
    return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
  }
  const day = Math.floor(localMs / DAY_MS);
  return unit === 'day' ? day : Math.floor((day - firstOf(firstDay)) / 7);
}

function firstDate({ unit, firstDay }: CalendarWindow, number: number): number {
  if (unit === 'month') return Date.UTC(1970, number, 1);
  return (unit === 'day' ? number : number * 7 + firstOf(firstDay)) * DAY_MS;
}

/** Days from 1970 to the first day of its first whole week. */
function firstOf(firstDay: CalendarWindow['firstDay'] = 'monday'): number {
  return (WEEKDAYS.indexOf(firstDay) - WEEKDAY_OF_1970 + 7) % 7;
}

function hourAt(timeZone: string, ms: number): Span {
  let startMs = Math.floor(ms / QUARTER_MS) * QUARTER_MS;
  let endMs = startMs + QUARTER_MS;
  while (!beginsHour(timeZone, startMs)) startMs -= QUARTER_MS;
  while (!beginsHour(timeZone, endMs)) endMs += QUARTER_MS;
  return { startMs, endMs };
}

/**
 * Whether clocks show a full hour, or have just been put forward past one. So an hour that clocks show twice is two windows, and
 * where they are put back by half an hour, as on Lord Howe Island, the hour lasts 90 minutes.
 */
function beginsHour(timeZone: string, ms: number): boolean {
  const local = localOf(timeZone, ms);
  const before = localOf(timeZone, ms - QUARTER_MS);
  return local % HOUR_MS === 0 || Math.floor(local / HOUR_MS) > Math.floor(before / HOUR_MS);
}

const localOf = (timeZone: string, ms: number): number => ms + zoneOffsetMs(timeZone, ms);

const onQuarter = (ms: number): number => Math.ceil(ms / QUARTER_MS) * QUARTER_MS;
