import { greatestCommonDivisor } from '../windows/panes';
import type { Window } from '../windows/window';
import { CALENDAR_OPTIONS, type CalendarOptions, checkCalendar, isOfCalendar } from './calendar-window';
import { type Duration, parseDuration } from './duration';
import { namesOf, objectOf, type Problem, refuseUnknownKeys } from './known-keys';
import { showValue } from './show-value';
import { type Built, refuseSurplus, surplusOf } from './surplus';

/**
 * Most windows that one event counts in, size / slide, and most panes that one window is merged from: the first are as many
 * results for each event's key, the second are read anew for each of them.
 */
const WINDOWS_MAX = 3_600;

const DAY_MS = 24 * 3_600_000;
/** 100 years: the end of a window must be a time that can be written (until the year 275760). */
const LENGTH_MS_MAX = 36_525 * DAY_MS;

export interface GridOptions {
  /** Moves the start of all windows. @default 0 */
  readonly offset?: Duration;
}

/** `offset`, or a time zone. */
export interface TumblingOptions extends GridOptions, CalendarOptions {}

export interface SessionOptions {
  /** At least the gap; counts as the next multiple of it. @default '24 hours', or the gap where that is longer */
  readonly maxDuration?: Duration;
}

interface GridInput extends Built {
  readonly kind: 'grid';
  readonly size: Duration;
  readonly slide: Duration;
  readonly options: TumblingOptions;
}

interface SessionInput extends Built {
  readonly kind: 'session';
  readonly gap: Duration;
  readonly options: SessionOptions;
}

/** A window as written by the user; checked by `definePipeline`. */
export type WindowInput = GridInput | SessionInput;

const GRID = namesOf<Omit<GridInput, keyof Built>>({ kind: true, size: true, slide: true, options: true });
const GRID_OPTIONS = namesOf<GridOptions>({ offset: true });
const SESSION = namesOf<Omit<SessionInput, keyof Built>>({ kind: true, gap: true, options: true });
const SESSION_OPTIONS = namesOf<SessionOptions>({ maxDuration: true });

/**
 * Windows of `size` side by side; they start at multiples of `size` since 1970 plus `offset`. With a `timeZone` they are the hours, days,
 * weeks (from `firstDay`, else Monday) or months that clocks of the zone show: `'1 hour'`, `'1 day'`, `'1 week'`, `'1 month'`.
 */
export const tumbling: (size: Duration, options?: TumblingOptions) => WindowInput = (
  size,
  options = {},
  ...more: readonly unknown[]
) => ({ kind: 'grid', size, slide: size, options, ...surplusOf('tumbling takes a size and options, got also', more) });

/**
 * Windows of `size` that start every `slide` ("sliding" in Spark): each event counts in size / slide of them, at most 3,600. So
 * many times at most may the greatest common divisor of the two, the length of a pane, go into `size`: 1 hour every second.
 */
export const hopping: (size: Duration, slide: Duration, options?: GridOptions) => WindowInput = (
  size,
  slide,
  options = {},
  ...more: readonly unknown[]
) => ({
  kind: 'grid',
  size,
  slide,
  options,
  ...surplusOf('hopping takes a size, a slide and options, got also', more),
});

/**
 * Per key, runs of events each at most `gap` after the one before. A run that spans more than `maxDuration`
 * (unless told 24 hours, or the gap where that is longer) is cut at multiples of `maxDuration` since 1970. It counts as the
 * next multiple of `gap`.
 */
export const session: (gap: Duration, options?: SessionOptions) => WindowInput = (
  gap,
  options = {},
  ...more: readonly unknown[]
) => ({ kind: 'session', gap, options, ...surplusOf('session takes a gap and options, got also', more) });

/** The window in ms; every mistake goes to `problem` with the path of the wrong part. */
export function checkWindow(input: WindowInput, path: string, problem: Problem): Window | undefined {
  const ms = (name: string, value: unknown, least: number): number => {
    const parsed = parseDuration(value);
    if (parsed === undefined || parsed < least)
      problem(
        `${path}.${name}: not a duration of at least ${least} ms: ${showValue(value)} (write '5 seconds' or milliseconds)`,
      );
    else if (parsed > LENGTH_MS_MAX) problem(`${path}.${name}: ${parsed} ms is longer than 36525 days`);
    return parsed ?? least;
  };
  const optionsOf = (given: unknown, known: readonly string[], example: string): Record<string, unknown> => {
    const options = objectOf(given, `${path}.options`, example, problem);
    refuseUnknownKeys(options, known, path, problem);
    return options;
  };
  if (input?.kind === 'session') {
    refuseUnknownKeys(refuseSurplus(input, path, problem), SESSION, path, problem);
    const options = optionsOf(input.options, SESSION_OPTIONS, "{ maxDuration: '1 day' }");
    const gapMs = ms('gap', input.gap, 1);
    const given = options['maxDuration'];
    const maxDurationMs = given === undefined ? Math.max(DAY_MS, gapMs) : ms('maxDuration', given, 1);
    if (parseDuration(given)! < gapMs)
      problem(`${path}.maxDuration: ${maxDurationMs} ms is shorter than the gap, ${gapMs} ms`);
    return { kind: 'session', gapMs, maxDurationMs: Math.ceil(maxDurationMs / gapMs) * gapMs };
  }
  if (input?.kind === 'grid') {
    refuseUnknownKeys(refuseSurplus(input, path, problem), GRID, path, problem);
    const isTumbling = Object.is(input.slide, input.size);
    const options = optionsOf(input.options, [...GRID_OPTIONS, ...CALENDAR_OPTIONS], "{ offset: '1 hour' }");
    const { offset = 0, timeZone, firstDay } = options;
    if (timeZone !== undefined && isTumbling) {
      if ('offset' in options) problem(`${path}.offset: not beside timeZone: windows begin when clocks show it`);
      return checkCalendar({ size: input.size, timeZone, firstDay }, path, problem);
    }
    if (timeZone !== undefined) problem(`${path}.timeZone: hopping windows have none, only tumbling ones`);
    else if (firstDay !== undefined) problem(`${path}.firstDay: only beside timeZone, such as { timeZone: 'UTC' }`);
    if (isTumbling && isOfCalendar(input.size)) {
      const needed = "give it a zone, such as { timeZone: 'UTC' }, or write it in days";
      problem(`${path}.size: ${showValue(input.size)} is as long as a calendar says; ${needed}`);
      return undefined;
    }
    const sizeMs = ms('size', input.size, 1);
    const slideMs = isTumbling ? sizeMs : ms('slide', input.slide, 1);
    const offsetMs = ms('offset', offset, 0);
    if (parseDuration(input.size) && parseDuration(input.slide)) checkGrid(sizeMs, slideMs, `${path}.slide`, problem);
    return { kind: 'grid', sizeMs, slideMs, offsetMs: offsetMs % slideMs };
  }
  problem(`${path}: expected tumbling(...), hopping(...) or session(...): ${showValue(input)}`);
  return undefined;
}

/** Checks that windows leave out no event, and that what each takes is bounded. */
function checkGrid(sizeMs: number, slideMs: number, path: string, problem: Problem): void {
  const windows = Math.ceil(sizeMs / slideMs);
  const paneMs = greatestCommonDivisor(sizeMs, slideMs);
  if (slideMs > sizeMs)
    problem(
      `${path}: ${slideMs} ms is longer than the window's size, ${sizeMs} ms: events between windows would be lost`,
    );
  else if (windows > WINDOWS_MAX)
    problem(
      `${path}: each event would count in ${windows} windows (${sizeMs} ms / ${slideMs} ms), more than ${WINDOWS_MAX}; give a slide of at least ${Math.ceil(sizeMs / WINDOWS_MAX)} ms, or a shorter size`,
    );
  else if (sizeMs / paneMs > WINDOWS_MAX)
    problem(
      `${path}: each window would be merged from ${sizeMs / paneMs} panes of ${paneMs} ms, the greatest common divisor of ${sizeMs} ms and ${slideMs} ms, more than ${WINDOWS_MAX}; give a slide that divides the size`,
    );
}
