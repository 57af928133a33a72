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
 * they have three; else of all, of which they must have three. The scale is 1.4826 times their median absolute deviation, and at least that of all windows
 * before from the medians of their own times of day.
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
  const scale = Math.max(deviationOf(values, expected), ownDeviation(all));
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

const weekdayOf = ({ day }: Local): number => (((day + 3) % 7) + 7) % 7;
const isWeekend = (local: Local): boolean => weekdayOf(local) >= 5;

function daysLike(now: Local, near: readonly Local[]): readonly Local[] | undefined {
  const sameWeekday = near.filter(each => weekdayOf(each) === weekdayOf(now));
  if (daysIn(sameWeekday) >= SAME_WEEKDAY_FROM) return sameWeekday;
  const sameKind = near.filter(each => isWeekend(each) === isWeekend(now));
  if (daysIn(sameKind) >= DAYS_MIN) return sameKind;
  return daysIn(near) >= DAYS_MIN ? near : undefined;
}

const daysIn = (windows: readonly Local[]): number => new Set(windows.map(({ day }) => day)).size;

/** What windows deviate by from the median of those of their own time of day and kind of day. */
function ownDeviation(windows: readonly Local[]): number {
  const byTime = new Map<number, number[]>();
  for (const each of windows) {
    const time = isWeekend(each) ? -1 - each.timeMs : each.timeMs;
    const values = byTime.get(time);
    if (values) values.push(each.value);
    else byTime.set(time, [each.value]);
  }
  const deviations: number[] = [];
  for (const values of byTime.values()) {
    if (values.length < 2) continue;
    const middle = medianOf(sorted(values));
    for (const value of values) deviations.push(value - middle);
  }
  return deviations.length === 0 ? 0 : deviationOf(Float64Array.from(deviations));
}
