import { UNIT_MS } from './calendar';
import type { AlignedWindow, CalendarUnit, Window } from './window';

/*
 * Lengths to reckon with. Those of a calendar are what they are while clocks do not change.
 */

/** What says how often a window ends; all that the API tells of one has it too. */
type Recurring =
  | { readonly kind: 'session'; readonly gapMs: number }
  | { readonly kind: 'cumulate'; readonly stepMs: number }
  | { readonly kind: 'grid'; readonly slideMs: number }
  | { readonly kind: 'calendar'; readonly unit: CalendarUnit };

/** From the end of one window to that of the next, ms; of sessions, of a key that pauses no longer than it must. */
export function everyMs(window: Recurring): number {
  if (window.kind === 'session') return window.gapMs;
  if (window.kind === 'cumulate') return window.stepMs;
  return window.kind === 'grid' ? window.slideMs : UNIT_MS[window.unit];
}

/** The longest that a window is, ms. */
export function mostMs(window: Window): number {
  if (window.kind === 'session') return window.maxDurationMs;
  if (window.kind === 'cumulate') return mostMs(window.period);
  return window.kind === 'grid' ? window.sizeMs : UNIT_MS[window.unit];
}

/** How long windows are on average, ms. */
export function meanMs(window: AlignedWindow): number {
  return window.kind === 'cumulate' ? (mostMs(window) + window.stepMs) / 2 : mostMs(window);
}
