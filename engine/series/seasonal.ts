import { zoneOffsetMs } from '../time/time-zone';
import { type Expectation, type Method, scaleOf } from './expectation';
import { medianOf, sorted } from './median';
import { deviationOf } from './robust';
import type { Seen } from './series-function';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Windows that start within half an hour of the judged one's time of day are of its phase. */
const NEAR_MS = HOUR_MS / 2;
const SAME_WEEKDAY_FROM = 4;
const DAYS_MIN = 3;

/** A window by the clocks of a time zone. */
interface Local {
  /** Since midnight. */
  readonly timeMs: number;
  /** Days since 1970-01-01, a Thursday. */
  readonly day: number;
  readonly value: number;
}

/**
 * Expects the median of the windows that start within half an hour of the same time of earlier days, by the clocks of a time zone:
 * of the same weekday where the windows before have four such days; else of days of the same kind, Monday to Friday or the weekend, where
 * they have three; else of all, of which they must have three. The scale is 1.4826 times their median absolute deviation, and at least
 * what all windows before vary by from one day to the next of the same kind.
 */
export const seasonal: Method = (before, judged, options) => {
  const localOf = toLocal(options.timeZone ?? 'UTC');
  const now = localOf(judged);
  const all = before.map(localOf);
  const near = daysLike(
    now,
    all.filter(each => each.day !== now.day && isNear(each, now)),
  );
  if (!near) return undefined;
  const values = sorted(near.map(({ value }) => value));
  const expected = medianOf(values);
  const scale = Math.max(deviationOf(values, expected), fromDayToDay(all));
  return { expected, scale: scaleOf(scale, expected, options), isSeasonal: true } satisfies Expectation;
};

const toLocal =
  (zone: string) =>
  ({ startMs, bar }: Seen): Local => {
    const localMs = startMs + zoneOffsetMs(zone, startMs);
    const day = Math.floor(localMs / DAY_MS);
    return { timeMs: localMs - day * DAY_MS, day, value: bar[0]! };
  };

function isNear(a: Local, b: Local): boolean {
  const apart = Math.abs(a.timeMs - b.timeMs);
  return Math.min(apart, DAY_MS - apart) <= NEAR_MS;
}

const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;
const isWeekend = (day: number): boolean => weekdayOf(day) >= 5;

function daysLike(now: Local, near: readonly Local[]): readonly Local[] | undefined {
  const sameWeekday = near.filter(each => weekdayOf(each.day) === weekdayOf(now.day));
  if (daysIn(sameWeekday) >= SAME_WEEKDAY_FROM) return sameWeekday;
  const sameKind = near.filter(each => isWeekend(each.day) === isWeekend(now.day));
  if (daysIn(sameKind) >= DAYS_MIN) return sameKind;
  return daysIn(near) >= DAYS_MIN ? near : undefined;
}

const daysIn = (windows: readonly Local[]): number => new Set(windows.map(({ day }) => day)).size;

/** What windows vary by from one day to the next of the same kind: two that differ by chance alone do so by the square root of 2 times that. */
function fromDayToDay(windows: readonly Local[]): number {
  const before = new Map<number, number>();
  const changes: number[] = [];
  for (const { timeMs, day, value } of windows) {
    const time = isWeekend(day) ? -1 - timeMs : timeMs;
    const last = before.get(time);
    if (last !== undefined) changes.push(value - last);
    before.set(time, value);
  }
  return changes.length === 0 ? 0 : deviationOf(Float64Array.from(changes)) / Math.SQRT2;
}
