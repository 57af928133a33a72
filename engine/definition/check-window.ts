import { longestMs } from '../windows/grid';
import { QUARTER_MS } from '../windows/calendar';
import { greatestCommonDivisor, panesOf } from '../windows/panes';
import { mostMs } from '../windows/usual';
import type { CumulateWindow, SessionWindow, SuccessiveWindow, Window } from '../windows/window';
import { CALENDAR_OPTIONS, checkCalendar, isOfCalendar } from './calendar-window';
import { LENGTH_MS_MAX, parseDuration } from './duration';
import { namesOf, objectOf, type Problem, refuseUnknownKeys } from './known-keys';
import { showValue } from './show-value';
import { type Built, refuseSurplus } from './surplus';
import type { CumulateInput, GridInput, GridOptions, SessionInput, SessionOptions, WindowInput } from './windows';

/**
 * Most windows that one event counts in, size / slide, and most panes that one window is merged from: the first are as many
 * results for each event's key, the second are read anew for each of them.
 */
const WINDOWS_MAX = 3_600;

const DAY_MS = 24 * 3_600_000;

const GRID = namesOf<Omit<GridInput, keyof Built>>({ kind: true, size: true, slide: true, options: true });
const GRID_OPTIONS = namesOf<GridOptions>({ offset: true });
const CUMULATE = namesOf<Omit<CumulateInput, keyof Built>>({ kind: true, size: true, step: true, options: true });
const SESSION = namesOf<Omit<SessionInput, keyof Built>>({ kind: true, gap: true, options: true });
const SESSION_OPTIONS = namesOf<SessionOptions>({ maxDuration: true });

/** The window in ms; every mistake goes to `problem` with the path of the wrong part. */
export function checkWindow(input: WindowInput, path: string, problem: Problem): Window | undefined {
  const at: Place = { path, problem };
  if (input?.kind === 'session') return checkSession(refuseSurplus(input, path, problem), at);
  if (input?.kind === 'cumulate') return checkCumulate(refuseSurplus(input, path, problem), at);
  if (input?.kind === 'grid') return checkGrid(refuseSurplus(input, path, problem), at);
  problem(`${path}: expected tumbling(...), hopping(...), cumulate(...) or session(...): ${showValue(input)}`);
  return undefined;
}

/** Where in a definition a window stands, and where its mistakes go. */
interface Place {
  readonly path: string;
  readonly problem: Problem;
}

function checkSession(input: SessionInput, at: Place): SessionWindow {
  const { path, problem } = at;
  refuseUnknownKeys(input, SESSION, path, problem);
  const options = optionsOf(input.options, SESSION_OPTIONS, "{ maxDuration: '1 day' }", at);
  const gapMs = msOf('gap', input.gap, 1, at);
  const given = options['maxDuration'];
  const maxDurationMs = given === undefined ? Math.max(DAY_MS, gapMs) : msOf('maxDuration', given, 1, at);
  if (parseDuration(given)! < gapMs)
    problem(`${path}.maxDuration: ${maxDurationMs} ms is shorter than the gap, ${gapMs} ms`);
  return { kind: 'session', gapMs, maxDurationMs: Math.ceil(maxDurationMs / gapMs) * gapMs };
}

function checkGrid(input: GridInput, at: Place): SuccessiveWindow | undefined {
  const { path, problem } = at;
  refuseUnknownKeys(input, GRID, path, problem);
  if (Object.is(input.slide, input.size)) return checkTumbling(input, at);
  const { offset = 0, timeZone, firstDay } = gridOptionsOf(input.options, at);
  if (timeZone !== undefined) problem(`${path}.timeZone: hopping windows have none, only tumbling and cumulate ones`);
  else checkFirstDay(firstDay, at);
  const [sizeMs, slideMs] = [msOf('size', input.size, 1, at), msOf('slide', input.slide, 1, at)];
  const offsetMs = msOf('offset', offset, 0, at);
  if (parseDuration(input.size) && parseDuration(input.slide)) checkSlide(sizeMs, slideMs, `${path}.slide`, problem);
  return { kind: 'grid', sizeMs, slideMs, offsetMs: offsetMs % slideMs };
}

function checkTumbling(
  { size, options: given }: Pick<GridInput, 'size' | 'options'>,
  at: Place,
): SuccessiveWindow | undefined {
  const { path, problem } = at;
  const options = gridOptionsOf(given, at);
  const { offset = 0, timeZone, firstDay } = options;
  if (timeZone !== undefined) {
    if ('offset' in options) problem(`${path}.offset: not beside timeZone: windows begin when clocks show it`);
    return checkCalendar({ size, timeZone, firstDay }, path, problem);
  }
  checkFirstDay(firstDay, at);
  if (isOfCalendar(size)) {
    const needed = "give it a zone, such as { timeZone: 'UTC' }, or write it in days";
    problem(`${path}.size: ${showValue(size)} is as long as a calendar says; ${needed}`);
    return undefined;
  }
  const sizeMs = msOf('size', size, 1, at);
  return { kind: 'grid', sizeMs, slideMs: sizeMs, offsetMs: msOf('offset', offset, 0, at) % sizeMs };
}

function checkCumulate(input: CumulateInput, at: Place): CumulateWindow | undefined {
  const { path, problem } = at;
  refuseUnknownKeys(input, CUMULATE, path, problem);
  const period = checkTumbling(input, at);
  const stepMs = msOf('step', input.step, 1, at);
  if (!period) return undefined;
  const isRead = parseDuration(input.step) && (period.kind === 'calendar' || parseDuration(input.size));
  const mistake = isRead ? stepMistake(stepMs, period) : undefined;
  if (mistake !== undefined) problem(`${path}.step: ${mistake}`);
  return { kind: 'cumulate', stepMs, period };
}

function stepMistake(stepMs: number, period: CumulateWindow['period']): string | undefined {
  if (period.kind === 'grid' && period.sizeMs % stepMs !== 0)
    return `${stepMs} ms does not divide the size, ${period.sizeMs} ms`;
  if (period.kind === 'calendar') {
    if (stepMs > mostMs(period)) return `${stepMs} ms is longer than 1 ${period.unit}`;
    if (stepMs % QUARTER_MS !== 0 && QUARTER_MS % stepMs !== 0)
      return `in a time zone it divides 15 minutes or is a multiple of them: ${stepMs} ms`;
  }
  const { paneMs } = panesOf({ kind: 'cumulate', stepMs, period });
  const panes = Math.ceil(longestMs(period) / paneMs);
  if (panes > WINDOWS_MAX)
    return `each window would be merged from up to ${panes} panes of ${paneMs} ms, more than ${WINDOWS_MAX}; give a longer step`;
  return undefined;
}

function checkFirstDay(firstDay: unknown, { path, problem }: Place): void {
  if (firstDay !== undefined) problem(`${path}.firstDay: only beside timeZone, such as { timeZone: 'UTC' }`);
}

const gridOptionsOf = (given: unknown, at: Place): Record<string, unknown> =>
  optionsOf(given, [...GRID_OPTIONS, ...CALENDAR_OPTIONS], "{ offset: '1 hour' }", at);

function optionsOf(
  given: unknown,
  known: readonly string[],
  example: string,
  { path, problem }: Place,
): Record<string, unknown> {
  const options = objectOf(given, `${path}.options`, example, problem);
  refuseUnknownKeys(options, known, path, problem);
  return options;
}

/** A part's duration in ms; `least` where it is none. */
function msOf(name: string, value: unknown, least: number, { path, problem }: Place): number {
  const parsed = parseDuration(value);
  if (parsed === undefined || parsed < least)
    problem(
      `${path}.${name}: not a duration of at least ${least} ms: ${showValue(value)} (write '5 seconds' or milliseconds)`,
    );
  else if (parsed > LENGTH_MS_MAX) problem(`${path}.${name}: ${parsed} ms is longer than 36525 days`);
  return parsed ?? least;
}

/** Checks that windows leave out no event, and that what each takes is bounded. */
function checkSlide(sizeMs: number, slideMs: number, path: string, problem: Problem): void {
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
