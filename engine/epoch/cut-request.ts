import type { CommitDeps } from '../commit/deps';

/** How an epoch is cut. */
export interface CutRequest {
  /** How all shards being idle is treated: `flush` emits the open windows, `hold` leaves them open (a replay before its end). */
  readonly whenIdle: 'flush' | 'hold';
  /** No more input will come: a shard read to its end is idle at once. Used at the end of a replay. */
  readonly endOfInput: boolean;
}

/** What looking at chains and shards needs; a shard whose records were lost is sealed by a commit. */
export type CutDeps = CommitDeps;
