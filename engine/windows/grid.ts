import { longestMs as longestOfCalendar, numberAt, type Span, spanAt } from './calendar';
import { floorTo, type Panes } from './panes';
import type { AlignedWindow, SuccessiveWindow } from './window';

/*
 * `startMs` names a window: where it starts. Cumulate windows of a period all start with it, so each is named by where its last step
 * starts.
 */

/** Names of the windows that overlap [fromMs, toMs) and end after `endAfterMs` and at or before `endByMs`, ascending. */
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
  if (window.kind === 'cumulate') {
    let start = lastStartAt(window, Math.max(range.fromMs, range.endAfterMs));
    for (let end = 0; startOfWindow(window, start) < range.toMs; start = end) {
      end = endOfWindow(window, start);
      if (end > range.endByMs) break;
      starts.push(start);
    }
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
  const startAt = (ms: number): number => (Number.isFinite(ms) ? startOfWindow(window, ms) : ms);
  if (window.kind === 'cumulate') return [startAt(afterMs) - panes.groupMs, byMs];
  return [startAt(afterMs), startAt(byMs)];
}

/** Where a window starts. */
export function startOfWindow(window: AlignedWindow, startMs: number): number {
  if (window.kind === 'cumulate') return tumbleAt(window.period, startMs).startMs;
  return window.kind === 'grid' ? startMs : spanAt(window, startMs).startMs;
}

/** Where a window ends; a period that clocks make longer or shorter may end within a step. */
export function endOfWindow(window: AlignedWindow, startMs: number): number {
  if (window.kind === 'cumulate') return Math.min(startMs + window.stepMs, tumbleAt(window.period, startMs).endMs);
  return window.kind === 'grid' ? startMs + window.sizeMs : spanAt(window, startMs).endMs;
}

/** Starts of a window's panes, ascending. */
export function panesOfWindow(window: AlignedWindow, { paneMs }: Panes, startMs: number): number[] {
  const fromMs = startOfWindow(window, startMs);
  const length = (endOfWindow(window, startMs) - fromMs) / paneMs;
  return Array.from({ length }, (_, i) => fromMs + i * paneMs);
}

/** The name of the last window that is named by an instant or one before. */
export function lastStartAt(window: AlignedWindow, ms: number): number {
  if (window.kind === 'cumulate') return floorTo(ms, window.stepMs, tumbleAt(window.period, ms).startMs);
  return window.kind === 'grid' ? floorTo(ms, window.slideMs, window.offsetMs) : spanAt(window, ms).startMs;
}

/** The place of the window that starts at `startMs` in the row of all: the next one's is higher by one. */
export function stepOf(window: SuccessiveWindow, startMs: number): number {
  if (window.kind === 'calendar') return numberAt(window, startMs);
  return Math.round((startMs - window.offsetMs) / window.slideMs);
}

/** The longest time from a window's start to the next one's, ms. */
export function stepMsMax(window: SuccessiveWindow): number {
  return window.kind === 'grid' ? window.slideMs : longestOfCalendar(window);
}

/** The longest that a window may be, ms. */
export function longestMs(window: AlignedWindow): number {
  if (window.kind === 'cumulate') return longestMs(window.period);
  return window.kind === 'grid' ? window.sizeMs : longestOfCalendar(window);
}

function tumbleAt(window: SuccessiveWindow, ms: number): Span {
  if (window.kind === 'calendar') return spanAt(window, ms);
  const startMs = floorTo(ms, window.sizeMs, window.offsetMs);
  return { startMs, endMs: startMs + window.sizeMs };
}
