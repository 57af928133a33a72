import type { Commit } from '../store/chain';
import type { PanesByQuery } from '../store/touched-panes';
import type { Epoch } from '../store/epoch-log';
import type { Clock, Table } from '../ports';
import type { BlockUpdate } from '../results/result-row';
import type { PaneIndex } from './pane-index';
import type { PaneReader } from './pane-reader';
import type { StoredQuery } from './stored-query';

/** A commit with the panes that it touched. */
export type TouchingCommit = Commit & { readonly panes: PanesByQuery };

/** What one query has to do in one epoch. */
export interface EpochWork {
  readonly query: StoredQuery;
  readonly previous: Epoch;
  readonly epoch: Epoch;
  /** Panes that new commits touched, without those closed for good. */
  readonly touched: readonly number[];
  readonly index: PaneIndex;
  readonly panes: PaneReader;
  readonly state: Table;
  readonly clock: Clock;
}

/**
 * A window kind's part of finalize: the blocks that are due in an epoch, in stretches of time that ascend. It may leave out
 * those that start at `afterMs` or before: they are done.
 */
export type WindowKind = (work: EpochWork, afterMs: number) => AsyncIterable<DueBlocks>;

/** Blocks that are due: where each starts, ms, ascending, and what is in it. */
export interface DueBlocks {
  readonly starts: readonly number[];
  /** All that are due and start before are these or were given before, ms. */
  readonly untilMs: number;
  compute(blockStartMs: number): Promise<BlockUpdate>;
}

/** Windows that end at or before this are closed at the epoch, ms: by the watermark, or because everything is emitted. */
export function closedBy(epoch: Epoch): number {
  return epoch.flush ? Infinity : (epoch.watermarkMs ?? -Infinity);
}

export function isClosed(epoch: Epoch, endMs: number): boolean {
  return endMs <= closedBy(epoch);
}

/** All panes of a query that the commits touched. */
export function panesOfCommits(query: Pick<StoredQuery, 'id'>, commits: readonly TouchingCommit[]): number[] {
  return [...new Set(commits.flatMap(commit => commit.panes[query.id] ?? []))].sort((a, b) => a - b);
}
