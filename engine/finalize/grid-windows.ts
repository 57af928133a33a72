import type { Cells } from '../fold/cells';
import { endOfWindow, groupsEnding, panesOfWindow, startOfWindow, windowsOver } from '../windows/grid';
import type { Panes } from '../windows/panes';
import type { AlignedWindow } from '../windows/window';
import type { BlockUpdate } from '../results/result-row';
import { closedBy, type EpochWork, isClosed, type WindowKind } from './epoch-work';
import type { PaneRows } from './pane-reader';

/** Windows that are the same for all keys: a block is a window. */
export const gridWindows: WindowKind = async function* (work) {
  const { query, previous, epoch, touched, index } = work;
  const starts = await dueStarts({
    window: query.window as AlignedWindow,
    panes: query.panes,
    previous,
    epoch,
    touched,
    index,
    endAfterMs: previous.closedForGoodMs ?? -Infinity,
    isUpdated: query.emit === 'onUpdate',
  });
  yield { starts, untilMs: Infinity, compute: startMs => windowAt(work, startMs) };
};

interface Due extends Pick<EpochWork, 'previous' | 'epoch' | 'touched' | 'index'> {
  readonly window: AlignedWindow;
  readonly panes: Panes;
  /** Windows that end at or before this are not due whatever touches them, ms. */
  readonly endAfterMs: number;
  /** Whether open windows are reported. */
  readonly isUpdated: boolean;
}

/**
 * Windows of touched panes that are closed, or reported while open; windows that the watermark has just passed; on a
 * flush every open one. Their starts, ascending.
 */
export async function dueStarts(due: Due): Promise<number[]> {
  const { window, panes, previous, epoch, touched, index, endAfterMs } = due;
  const closedByMs = closedBy(epoch);
  const starts = new Set<number>();
  for (const pane of touched) {
    const endByMs = due.isUpdated ? Infinity : closedByMs;
    const range = { fromMs: pane, toMs: pane + panes.paneMs, endAfterMs, endByMs };
    for (const start of windowsOver(window, range)) starts.add(start);
  }
  const passedMs = previous.watermarkMs ?? -Infinity;
  if (closedByMs > passedMs) {
    const [fromMs, toMs] = groupsEnding(window, panes, { afterMs: passedMs, byMs: closedByMs });
    for (const group of await index.groups(fromMs, toMs)) {
      const range = {
        fromMs: group,
        toMs: group + panes.groupMs,
        endAfterMs: Math.max(passedMs, endAfterMs),
        endByMs: closedByMs,
      };
      for (const start of windowsOver(window, range)) starts.add(start);
    }
  }
  return [...starts].sort((a, b) => a - b);
}

async function windowAt(work: EpochWork, blockStartMs: number): Promise<BlockUpdate> {
  const window = work.query.window as AlignedWindow;
  const [startMs, endMs] = [startOfWindow(window, blockStartMs), endOfWindow(window, blockStartMs)];
  const final = isClosed(work.epoch, endMs);
  const merged = await mergePanes(work, panesOfWindow(window, work.query.panes, blockStartMs));
  const { cellsOf, results } = work.query;
  const aggregated = [...merged].map(([key, cells]) => ({
    key,
    startMs,
    endMs,
    final,
    aggregates: cellsOf.results(cells),
  }));
  return { blockStartMs, ...results.of(aggregated) };
}

async function mergePanes(work: EpochWork, paneStartsMs: readonly number[]): Promise<PaneRows> {
  if (paneStartsMs.length === 1) return work.panes.pane(paneStartsMs[0]!);
  const { cellsOf } = work.query;
  const merged = new Map<string, Cells>();
  for (const pane of paneStartsMs) {
    for (const [key, cells] of await work.panes.pane(pane)) {
      let into = merged.get(key);
      if (!into) merged.set(key, (into = cellsOf.create()));
      cellsOf.merge(into, cells);
    }
  }
  return merged;
}
