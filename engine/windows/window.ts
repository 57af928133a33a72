/** A window kind with its lengths in ms. Plain data: it is stored with the state. */
export type Window =
  | { readonly kind: 'grid'; readonly sizeMs: number; readonly slideMs: number; readonly offsetMs: number }
  | {
      readonly kind: 'calendar';
      readonly unit: CalendarUnit;
      readonly timeZone: string;
      /** There where the unit is a week. */
      readonly firstDay?: Weekday;
    }
  | {
      readonly kind: 'cumulate';
      readonly stepMs: number;
      /** Windows start where one of these does, and end after each step until it ends: tumbling. */
      readonly period: SuccessiveWindow;
    }
  | { readonly kind: 'session'; readonly gapMs: number; readonly maxDurationMs: number };

export type CalendarUnit = 'hour' | 'day' | 'week' | 'month';
/** In the order of `weekdayOf`. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export type GridWindow = Extract<Window, { kind: 'grid' }>;
export type CalendarWindow = Extract<Window, { kind: 'calendar' }>;
export type CumulateWindow = Extract<Window, { kind: 'cumulate' }>;
export type SessionWindow = Extract<Window, { kind: 'session' }>;
/** Windows each of which starts later than the one before. */
export type SuccessiveWindow = GridWindow | CalendarWindow;
/** Windows that are the same for all keys ("aligned" in Akidau et al., "The Dataflow Model", VLDB 2015). */
export type AlignedWindow = SuccessiveWindow | CumulateWindow;

/** What tells apart windows of one query that start together, in keys and ids of results. It never changes. */
export function lengthName(window: Window): string {
  if (window.kind === 'session') return 'session';
  if (window.kind === 'cumulate') return `cumulate-${window.stepMs}-${lengthName(window.period)}`;
  return window.kind === 'grid' ? String(window.sizeMs) : window.unit;
}
