import type { Commit } from '../commit/chain';
import type { Epoch } from '../epoch/epoch-log';
import type { BlockUpdate } from '../results/result-row';
import type { PaneIndex } from './pane-index';
import type { PaneReader } from './pane-reader';
import type { StoredQuery } from './stored-query';

/** What one query has to do in one epoch. */
export interface EpochWork {
  readonly query: StoredQuery;
  readonly previous: Epoch;
  readonly epoch: Epoch;
  /** Panes that new commits touched, without those closed for good. */
  readonly touched: readonly number[];
  readonly index: PaneIndex;
  readonly panes: PaneReader;
}

/** A window kind's part of finalize: which blocks are due, in order of start, and what is in each. */
export interface WindowKind {
  dueBlocks(work: EpochWork): Promise<readonly number[]>;
  compute(work: EpochWork, blockStartMs: number): Promise<BlockUpdate>;
}

/** Whether a window that ends at `endMs` is closed at the epoch: by the watermark, or because everything is emitted. */
export function isClosed(epoch: Epoch, endMs: number): boolean {
  return epoch.flush || (epoch.watermarkMs !== null && endMs <= epoch.watermarkMs);
}

/** All panes of a query that the commits touched. */
export function touchedPanes(query: StoredQuery, commits: readonly Commit[]): number[] {
  return [...new Set(commits.flatMap(commit => commit.touched[query.id] ?? []))].sort((a, b) => a - b);
}
