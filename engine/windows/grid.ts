import { floorTo, type Panes } from './panes';
import type { GridWindow } from './window';

/** Starts of the windows that overlap [fromMs, toMs) and end after `endAfterMs` and at or before `endByMs`, ascending. */
export function windowsOver(
  window: GridWindow,
  range: { readonly fromMs: number; readonly toMs: number; readonly endAfterMs: number; readonly endByMs: number },
): number[] {
  const { sizeMs, slideMs, offsetMs } = window;
  const above = Math.max(range.fromMs - sizeMs, range.endAfterMs - sizeMs);
  const last = Math.min(range.toMs - 1, range.endByMs - sizeMs);
  const starts: number[] = [];
  for (let start = floorTo(above, slideMs, offsetMs) + slideMs; start <= last; start += slideMs) starts.push(start);
  return starts;
}

/** Starts of the panes of the window that starts at `startMs`, ascending. */
export function panesOfWindow(window: GridWindow, panes: Panes, startMs: number): number[] {
  return Array.from({ length: window.sizeMs / panes.paneMs }, (_, i) => startMs + i * panes.paneMs);
}
