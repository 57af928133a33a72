import type { EventQuery } from '../../engine/definition/pipeline';

export type Calendar = Extract<EventQuery['window'], { kind: 'calendar' }>;

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

const QUARTER_MS = 900_000;
const DAYS = ['thursday', 'friday', 'saturday', 'sunday', 'monday', 'tuesday', 'wednesday'];
const known = new Map<string, Span[]>();
const clocks = new Map<string, Intl.DateTimeFormat>();

/** The window around a time: clocks are looked at quarter by quarter of an hour, back and on, until they show another. */
export function calendarSpan(calendar: Calendar, timeMs: number): Span {
  const { unit, timeZone, firstDay } = calendar;
  const name = `${unit} ${timeZone} ${firstDay}`;
  const spans = known.get(name) ?? [];
  known.set(name, spans);
  const found = spans.find(({ startMs, endMs }) => startMs <= timeMs && timeMs < endMs);
  if (found) return found;
  let startMs = Math.floor(timeMs / QUARTER_MS) * QUARTER_MS;
  let endMs = startMs + QUARTER_MS;
  while (!begins(calendar, startMs)) startMs -= QUARTER_MS;
  while (!begins(calendar, endMs)) endMs += QUARTER_MS;
  spans.push({ startMs, endMs });
  return { startMs, endMs };
}

/** Where clocks show another hour, day, week or month than a quarter before; an hour that they show again is another one. */
function begins(calendar: Calendar, ms: number): boolean {
  const shown = shownAt(calendar, ms);
  return (
    nameOf(calendar, shown) !== nameOf(calendar, shownAt(calendar, ms - QUARTER_MS)) || isFullHour(calendar, shown)
  );
}

const isFullHour = ({ unit }: Calendar, shown: string): boolean => unit === 'hour' && shown.endsWith(':00');

/** As `2026-09-01 14:30`. */
function shownAt({ timeZone }: Calendar, ms: number): string {
  let clock = clocks.get(timeZone);
  if (!clock)
    clocks.set(
      timeZone,
      (clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })),
    );
  return clock.format(ms);
}

function nameOf({ unit, firstDay }: Calendar, shown: string): string {
  if (unit !== 'week') return shown.slice(0, { hour: 13, day: 10, month: 7 }[unit]);
  const day = Date.parse(shown.slice(0, 10)) / 86_400_000;
  return String(Math.floor((day - DAYS.indexOf(firstDay!)) / 7));
}
