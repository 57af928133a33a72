import { longestMs as longestOfCalendar, numberAt, spanAt } from './calendar';
import { floorTo, type Panes } from './panes';
import type { AlignedWindow } from './window';

/** Starts of the windows that overlap [fromMs, toMs) and end after `endAfterMs` and at or before `endByMs`, ascending. */
export function windowsOver(
  window: AlignedWindow,
  range: { readonly fromMs: number; readonly toMs: number; readonly endAfterMs: number; readonly endByMs: number },
): number[] {
  const starts: number[] = [];
  if (window.kind === 'calendar') {
    let span = spanAt(window, Math.max(range.fromMs, range.endAfterMs));
    for (; span.startMs < range.toMs && span.endMs <= range.endByMs; span = spanAt(window, span.endMs))
      starts.push(span.startMs);
    return starts;
  }
  const { sizeMs, slideMs, offsetMs } = window;
  const above = Math.max(range.fromMs - sizeMs, range.endAfterMs - sizeMs);
  const last = Math.min(range.toMs - 1, range.endByMs - sizeMs);
  for (let start = floorTo(above, slideMs, offsetMs) + slideMs; start <= last; start += slideMs) starts.push(start);
  return starts;
}

/** Where the pane groups start, [from, to), of which windows may end after `afterMs` and at or before `byMs`; both may be infinite. */
export function groupsEnding(
  window: AlignedWindow,
  panes: Panes,
  { afterMs, byMs }: { readonly afterMs: number; readonly byMs: number },
): readonly [fromMs: number, toMs: number] {
  if (window.kind === 'grid') return [afterMs - window.sizeMs - panes.groupMs, byMs];
  const startAt = (ms: number): number => (Number.isFinite(ms) ? spanAt(window, ms).startMs : ms);
  return [startAt(afterMs), startAt(byMs)];
}

/** End of the window that starts at `startMs`. */
export function endOfWindow(window: AlignedWindow, startMs: number): number {
  return window.kind === 'grid' ? startMs + window.sizeMs : spanAt(window, startMs).endMs;
}

/** Starts of the panes of the window that starts at `startMs`, ascending. */
export function panesOfWindow(window: AlignedWindow, { paneMs }: Panes, startMs: number): number[] {
  const length = (endOfWindow(window, startMs) - startMs) / paneMs;
  return Array.from({ length }, (_, i) => startMs + i * paneMs);
}

/** Start of the last window that starts at an instant or before. */
export function lastStartAt(window: AlignedWindow, ms: number): number {
  return window.kind === 'grid' ? floorTo(ms, window.slideMs, window.offsetMs) : spanAt(window, ms).startMs;
}

/** The place of the window that starts at `startMs` in the row of all: the next one's is higher by one. */
export function stepOf(window: AlignedWindow, startMs: number): number {
  if (window.kind === 'calendar') return numberAt(window, startMs);
  return Math.round((startMs - window.offsetMs) / window.slideMs);
}

/** The longest time from a window's start to the next one's, ms. */
export function stepMsMax(window: AlignedWindow): number {
  return window.kind === 'grid' ? window.slideMs : longestOfCalendar(window);
}

/** The longest that a window may be, ms. */
export function longestMs(window: AlignedWindow): number {
  return window.kind === 'grid' ? window.sizeMs : longestOfCalendar(window);
}
