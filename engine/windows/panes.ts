import { longestMs, QUARTER_MS, spanAt } from './calendar';
import type { CalendarWindow, Window } from './window';

/** A group of panes shares one partition of the state table; about a minute, so that a commit touches one or two. */
const GROUP_MS = 60_000;
const GROUP_PANES_MAX = 64;

/**
 * How a window kind cuts event time into panes. An event is added once, to its pane; windows are merged from panes
 * when they close (Li et al., "No Pane, No Gain", SIGMOD Record 2005).
 *
 *   hopping, size 10 slide 5    |--pane--|--pane--|--pane--|
 *                               |----- window ----|
 *                                        |----- window ----|
 *
 *   cumulate, size 15 step 5    |--pane--|--pane--|--pane--|
 *                               |-window-|
 *                               |----- window ----|
 *                               |--------- window ---------|
 */
export interface Panes {
  readonly paneMs: number;
  readonly offsetMs: number;
  readonly groupMs: number;
  /** Windows start at multiples of this plus the offset. */
  readonly stepMs: number;
  /** From the start of a pane's last window to that window's end; of a calendar's at most. */
  readonly sizeMs: number;
  /** How long after its last window's end a pane can still matter to another window. */
  readonly reachMs: number;
  /** Whose windows follow clocks: these say where a pane's last window ends. */
  readonly calendar?: CalendarWindow;
}

export function panesOf(window: Window): Panes {
  if (window.kind === 'session') {
    const { gapMs, maxDurationMs } = window;
    return {
      paneMs: gapMs,
      offsetMs: 0,
      groupMs: groupMs(gapMs),
      stepMs: gapMs,
      sizeMs: 2 * gapMs,
      reachMs: 2 * maxDurationMs,
    };
  }
  if (window.kind === 'calendar') {
    return {
      paneMs: QUARTER_MS,
      offsetMs: 0,
      groupMs: groupMs(QUARTER_MS),
      stepMs: QUARTER_MS,
      sizeMs: longestMs(window),
      reachMs: 0,
      calendar: window,
    };
  }
  if (window.kind === 'cumulate') {
    const { stepMs, period } = window;
    const all = panesOf(period);
    const paneMs = greatestCommonDivisor(stepMs, all.paneMs);
    return { ...all, paneMs, groupMs: groupMs(paneMs) };
  }
  const { sizeMs, slideMs, offsetMs } = window;
  const paneMs = greatestCommonDivisor(sizeMs, slideMs);
  return { paneMs, offsetMs, groupMs: groupMs(paneMs), stepMs: slideMs, sizeMs, reachMs: 0 };
}

/** End of a pane's last window (of a session: the latest end of one that has no later event). Then the pane closes. */
export function closesAt(panes: Panes, paneStartMs: number): number {
  if (panes.calendar) return spanAt(panes.calendar, paneStartMs).endMs;
  return floorTo(paneStartMs, panes.stepMs, panes.offsetMs) + panes.sizeMs;
}

/** When the watermark less the allowed lateness has passed this, nothing needs the pane any more. */
export function neededUntil(panes: Panes, paneStartMs: number): number {
  return closesAt(panes, paneStartMs) + panes.reachMs;
}

/** Start of the pane that holds an event time. */
export function paneStart(panes: Panes, eventTimeMs: number): number {
  return floorTo(eventTimeMs, panes.paneMs, panes.offsetMs);
}

/** Start of the group that holds a pane. */
export function groupStart(panes: Panes, paneStartMs: number): number {
  return floorTo(paneStartMs, panes.groupMs, panes.offsetMs);
}

/** The largest `offset + k * step` that is at most `value`. */
export function floorTo(value: number, step: number, offset: number): number {
  return Math.floor((value - offset) / step) * step + offset;
}

function groupMs(paneMs: number): number {
  return paneMs * Math.max(1, Math.min(GROUP_PANES_MAX, Math.floor(GROUP_MS / paneMs)));
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
