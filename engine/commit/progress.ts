import { loadSeen } from '../dedupe/load-seen';
import { Seen } from '../dedupe/seen';
import { ColumnFold } from '../fold/column-fold';
import { Fold } from '../fold/fold';
import { currentTables } from './lookup-versions';
import type { QueryRows } from '../store/rows';
import { readerOf } from '../scan/event-reader';
import { type LookupTables, NO_TABLES, type SequenceNumber } from '../ports';
import { type Commit, headPosition } from '../store/chain';
import { type Counts, noCounts } from '../store/counts';
import type { FoldDeps, ProgressDeps } from './deps';
import type { SideEntry } from '../store/side-entry';

/** What one shard has folded since its last commit: the records in (from, to]. */
export interface Progress {
  readonly shardId: string;
  readonly generation: string;
  readonly from: SequenceNumber;
  to: SequenceNumber;
  /** Latest arrival of a record up to `to`, ms; 0 before the first. */
  toArrivalMs: number;
  /** Arrival of the first record after `from`, ms; null before it. */
  firstArrivalMs: number | null;
  /** The bound by which events of this range are judged late, ms (rule A6). */
  readonly boundMs: number | null;
  readonly ordinal: number;
  maxEventTimeMs: number | null;
  acceptedArrivalMs: number | null;
  /** Set to `from` where records that followed it may have expired unread (rule A2). */
  gapAfter: SequenceNumber | null;
  readonly counts: Counts;
  /** What lookups find: one version of each table for the whole range. */
  readonly tables: LookupTables;
  /** Counts of the shard up to `from`. */
  readonly totals: Counts;
  /** Generation of the commit that ends at `from`; null at the shard's beginning. */
  readonly headGeneration: string | null;
  readonly entries: SideEntry[];
  readonly fold: Fold | ColumnFold;
  /** Events that may be copied; only where the definition has `dedupe`, or a state of another generation had. */
  readonly seen: Seen | null;
  /** Rows of a state that another generation wrote, or by other lookup tables: they are committed as they are before folding goes on. */
  readonly foreignRows: readonly QueryRows[] | null;
}

/** An empty fold of a range whose events are judged by this bound, ms (rule A6). */
export function foldOf({ pipeline, path }: FoldDeps, boundMs: number | null): Fold | ColumnFold {
  const lateBeforeMs = boundMs === null ? -Infinity : boundMs - pipeline.allowedLatenessMs;
  return path === 'plain'
    ? new Fold(pipeline, lateBeforeMs)
    : new ColumnFold(pipeline, readerOf(pipeline), lateBeforeMs);
}

/** Goes on after the shard's head commit (rule A1); at BEGIN where there is none. */
export async function startAfter(deps: ProgressDeps, shardId: string, head: Commit | undefined): Promise<Progress> {
  const { dedupe } = deps.pipeline;
  const seen = dedupe ? new Seen(await loadSeen(deps, shardId, headPosition(head), dedupe.withinMs)) : null;
  return emptyProgress(deps, shardId, head, seen, await currentTables(deps.pipeline, deps.lookups));
}

/** A progress that has folded nothing since `head`, where the ids seen before are known. */
export function emptyProgress(
  deps: FoldDeps,
  shardId: string,
  head: Commit | undefined,
  seen: Seen | null,
  tables: LookupTables = NO_TABLES,
): Progress {
  return {
    shardId,
    generation: deps.pipeline.generation,
    from: headPosition(head),
    to: headPosition(head),
    toArrivalMs: head?.toArrivalMs ?? 0,
    firstArrivalMs: null,
    boundMs: head?.boundMs ?? null,
    ordinal: (head?.ordinal ?? 0) + 1,
    maxEventTimeMs: head?.maxEventTimeMs ?? null,
    acceptedArrivalMs: head?.acceptedArrivalMs ?? null,
    gapAfter: null,
    counts: noCounts(),
    tables,
    totals: head?.totals ?? noCounts(),
    headGeneration: head?.generation ?? null,
    entries: [],
    fold: foldOf(deps, head?.boundMs ?? null),
    seen,
    foreignRows: null,
  };
}

export function rowsOf(progress: Progress): readonly QueryRows[] {
  return (progress.foreignRows ?? progress.fold.rows()).filter(query => query.rows.length > 0);
}

/** Bounds of what is folded before a commit: memory, the items of a commit, and the panes it lists. */
const FOLD_BYTES_MAX = 4 * 1024 * 1024;
const FOLD_ROWS_MAX = 20_000;
const ENTRIES_MAX = 1_000;
const SEEN_MAX = 20_000;

/** Whether the progress is to be committed before more is folded (rule A4). */
export function isFull(progress: Progress): boolean {
  const { fold, entries, seen } = progress;
  return (
    fold.sizeBytes > FOLD_BYTES_MAX ||
    fold.rowCount > FOLD_ROWS_MAX ||
    entries.length >= ENTRIES_MAX ||
    (seen?.fresh.size ?? 0) >= SEEN_MAX
  );
}
