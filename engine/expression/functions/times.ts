import { didYouMean } from '../../text/nearest-name';
import { quoted } from '../../text/quoted';
import { compileTimeFormat, type TimeFormat } from '../../time/time-format';
import { instantOf, UnknownZone, zoneOffsetMs, zoneProblem } from '../../time/time-zone';
import { wholeOf } from './numbers';
import { remembered } from './remembered';
import { type Argument, EvaluationError, problemOf, type ScalarFunction, scalarFunction } from './scalar-function';
import { calendarTime } from './time-range';

const DAY_MS = 86_400_000;
const UNITS_MS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY_MS,
};
/** 1 January 1970 was a Thursday; weeks begin on Mondays. */
const WEEK_OFFSET_MS = 3 * DAY_MS;

const floorTo = (ms: number, unitMs: number): number => Math.floor(ms / unitMs) * unitMs;

/** The start of a unit, of local time in ms. */
function startOf(unit: string, ms: number): number {
  const unitMs = UNITS_MS[unit];
  if (unitMs !== undefined) return floorTo(ms, unitMs);
  const date = new Date(ms);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case 'week':
      return floorTo(ms + WEEK_OFFSET_MS, 7 * DAY_MS) - WEEK_OFFSET_MS;
    case 'month':
      return firstOf(year, month);
    case 'quarter':
      return firstOf(year, month - (month % 3));
    default:
      return firstOf(year, 0);
  }
}

/** The start of a month; `Date.UTC` would take the year 50 for 1950. */
const firstOf = (year: number, month: number): number => new Date(0).setUTCFullYear(year, month, 1);

const TRUNCATED: readonly string[] = [...Object.keys(UNITS_MS), 'week', 'month', 'quarter', 'year'];

/** By the clocks of a zone: a day there may be 23 or 25 hours long. */
function dateTrunc(unit: string, time: number, zone = 'UTC'): number {
  const ms = calendarTime(time);
  if (zone === 'UTC') return startOf(unit, ms);
  const offset = zoneOffsetMs(zone, ms);
  // Hours and less are no local matter, and an hour that comes twice stays two.
  if (UNITS_MS[unit]! <= 3_600_000) return startOf(unit, ms + offset) - offset;
  return instantOf(zone, startOf(unit, ms + offset));
}

const FIELDS: Readonly<Record<string, (local: Date) => number>> = {
  year: local => local.getUTCFullYear(),
  quarter: local => Math.floor(local.getUTCMonth() / 3) + 1,
  month: local => local.getUTCMonth() + 1,
  day: local => local.getUTCDate(),
  hour: local => local.getUTCHours(),
  minute: local => local.getUTCMinutes(),
  second: local => local.getUTCSeconds(),
  millisecond: local => local.getUTCMilliseconds(),
  /** 0 is Sunday. */
  dow: local => local.getUTCDay(),
  /** 1 is Monday, 7 Sunday. */
  isodow: local => local.getUTCDay() || 7,
  doy: local => Math.floor((local.getTime() - firstOf(local.getUTCFullYear(), 0)) / DAY_MS) + 1,
};

function extract(field: string, time: number, zone = 'UTC'): number {
  const ms = calendarTime(time);
  return FIELDS[field]!(new Date(ms + zoneOffsetMs(zone, ms)));
}

/** A literal among the names that are known, and a zone that exists. */
function checkNames(name: string, known: readonly string[], [unit, , zone]: readonly Argument[]): string | undefined {
  const { value } = unit!;
  if (typeof value !== 'string') return `${name} needs a unit in quotes first: ${known.join(', ')}`;
  if (!known.includes(value))
    return `${name} has no unit ${quoted(value)}${didYouMean(value, known)}; it takes ${known.join(', ')}`;
  return typeof zone?.value === 'string' ? zoneProblem(zone.value) : undefined;
}

/** @throws EvaluationError for a zone that does not exist. */
function inZone<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    throw error instanceof UnknownZone ? new EvaluationError(error.message) : error;
  }
}

function byUnit(
  name: string,
  known: readonly string[],
  gives: 'time' | 'integer',
  plain: (unit: string, ms: number, zone?: string) => number,
): ScalarFunction {
  return scalarFunction({
    name,
    takes: ['text', 'time', 'text'],
    optional: 1,
    gives: args => checkNames(name, known, args) ?? { type: gives, isNullable: args.some(arg => arg.isNullable) },
    plain: (unit: string, ms: number, zone?: string) => inZone(() => plain(unit, ms, zone)),
  });
}

/** @throws EvaluationError for a pattern that is none. */
const formatOf = remembered((pattern): TimeFormat => {
  const compiled = compileTimeFormat(pattern);
  if (!('message' in compiled)) return compiled;
  throw new EvaluationError(`to_timestamp: ${compiled.message} (character ${compiled.at + 1} of the format)`);
});

/** A time without an offset is one of UTC, or of the zone. */
function toTimestamp(text: string, pattern: string, zone?: string): number {
  const ms = inZone(() => formatOf(pattern).read(text, zone));
  if (typeof ms === 'number') return ms;
  throw new EvaluationError(`to_timestamp: ${quoted(text)}: ${ms}`);
}

/** What is wrong with a format and a zone that are literals. */
function checkFormat([, format, zone]: readonly Argument[]): string | undefined {
  const pattern = format!.value;
  const problem = typeof pattern === 'string' ? problemOf(() => formatOf(pattern)) : undefined;
  return problem ?? (typeof zone?.value === 'string' ? zoneProblem(zone.value) : undefined);
}

export const TIMES: readonly ScalarFunction[] = [
  byUnit('date_trunc', TRUNCATED, 'time', dateTrunc),
  byUnit('extract', Object.keys(FIELDS), 'integer', extract),
  /** Seconds since 1970, with a fraction. */
  scalarFunction({ name: 'epoch', takes: ['time'], gives: 'number', plain: (ms: number) => ms / 1000 }),
  scalarFunction({ name: 'epoch_ms', takes: ['time'], gives: 'integer', plain: (ms: number) => ms }),
  scalarFunction({
    name: 'from_epoch',
    takes: ['number'],
    gives: 'time',
    plain: (seconds: number) => calendarTime(wholeOf(seconds * 1000)),
  }),
  scalarFunction({
    name: 'to_timestamp',
    takes: ['text', 'text', 'text'],
    optional: 1,
    gives: args => checkFormat(args) ?? { type: 'time', isNullable: args.some(arg => arg.isNullable) },
    plain: toTimestamp,
  }),
];
