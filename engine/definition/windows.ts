import type { CalendarOptions } from './calendar-window';
import type { Duration } from './duration';
import { type Built, surplusOf } from './surplus';

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

export interface GridInput extends Built {
  readonly kind: 'grid';
  readonly size: Duration;
  readonly slide: Duration;
  readonly options: TumblingOptions;
}

export interface SessionInput extends Built {
  readonly kind: 'session';
  readonly gap: Duration;
  readonly options: SessionOptions;
}

export interface CumulateInput extends Built {
  readonly kind: 'cumulate';
  readonly size: Duration;
  readonly step: Duration;
  readonly options: TumblingOptions;
}

/** A window as written by the user; checked by `definePipeline` (check-window.ts). */
export type WindowInput = GridInput | CumulateInput | SessionInput;

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
 * Windows that grow: they start as those of `tumbling(size, options)` do and end after `step`, after twice that and so on until `size`
 * ("cumulate" in Flink): what there has been so far, of a day every minute. The step divides the size, into 3,600 at most; in a time
 * zone it divides 15 minutes or is a multiple of them.
 */
export const cumulate: (size: Duration, step: Duration, options?: TumblingOptions) => WindowInput = (
  size,
  step,
  options = {},
  ...more: readonly unknown[]
) => ({
  kind: 'cumulate',
  size,
  step,
  options,
  ...surplusOf('cumulate takes a size, a step and options, got also', more),
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
