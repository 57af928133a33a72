import { didYouMean } from '../text/nearest-name';
import { zoneProblem } from '../time/time-zone';
import { type CalendarUnit, type CalendarWindow, type Weekday, WEEKDAYS } from '../windows/window';
import { namesOf, type Problem } from './known-keys';
import { showValue } from './show-value';

/** What makes a tumbling window one of a calendar. */
export interface CalendarOptions {
  /** An IANA name such as `'Europe/Zurich'`: windows follow its clocks. */
  readonly timeZone?: string;
  /** With which day a week begins. @default 'monday' */
  readonly firstDay?: Weekday;
}

export const CALENDAR_OPTIONS = namesOf<CalendarOptions>({ timeZone: true, firstDay: true });

const SIZES: Readonly<Record<CalendarUnit, RegExp>> = {
  hour: /^\s*1\s*(h|hour)\s*$/,
  day: /^\s*1\s*(d|day)\s*$/,
  week: /^\s*1\s*week\s*$/,
  month: /^\s*1\s*month\s*$/,
};
const UNITS = Object.keys(SIZES) as CalendarUnit[];
const WRITTEN = UNITS.map(unit => `1 ${unit}`);

/** The unit that a size is; undefined for any other size. */
function unitOf(size: unknown): CalendarUnit | undefined {
  return typeof size === 'string' ? UNITS.find(unit => SIZES[unit].test(size)) : undefined;
}

/** Whether only a calendar says how long the size is. */
export const isOfCalendar = (size: unknown): boolean =>
  typeof size === 'string' && /^\s*\d+\s*(week|month)s?\s*$/.test(size);

/** A tumbling window with a time zone; `given`: its size and options as written. */
export function checkCalendar(
  given: { readonly size: unknown; readonly timeZone: unknown; readonly firstDay: unknown },
  path: string,
  problem: Problem,
): CalendarWindow {
  const { size, timeZone, firstDay } = given;
  const unit = unitOf(size);
  if (!unit)
    problem(
      `${path}.size: in a time zone it is '1 hour', '1 day', '1 week' or '1 month': ${showValue(size)}${didYouMean(size, WRITTEN)}`,
    );
  const wrong = zoneMistake(timeZone);
  if (wrong !== undefined) problem(`${path}.timeZone: ${wrong}`);
  const window = { kind: 'calendar', unit: unit ?? 'day', timeZone: String(timeZone) } as const;
  if (unit !== 'week') {
    if (firstDay !== undefined && unit) problem(`${path}.firstDay: only a week has one: ${showValue(firstDay)}`);
    return window;
  }
  if (firstDay !== undefined && !WEEKDAYS.includes(firstDay as Weekday))
    problem(
      `${path}.firstDay: expected one of ${WEEKDAYS.join(', ')}: ${showValue(firstDay)}${didYouMean(firstDay, WEEKDAYS)}`,
    );
  return { ...window, firstDay: (firstDay as Weekday | undefined) ?? 'monday' };
}

/** Some runtimes take offsets such as `+05:30` as well. */
function zoneMistake(timeZone: unknown): string | undefined {
  if (typeof timeZone !== 'string' || !/^[a-z]/i.test(timeZone))
    return `expected a name such as 'Europe/Zurich': ${showValue(timeZone)}`;
  const problem = zoneProblem(timeZone);
  return problem && `${problem}${didYouMean(timeZone, Intl.supportedValuesOf('timeZone'))}`;
}
