import type { Pipeline } from '../definition/pipeline';
import { Fold, type QueryRows } from '../fold/fold';
import type { SequenceNumber, Table } from '../ports';
import { BEGIN } from '../sequence-number';
import { type Commit, readHead } from './chain';
import { type Counts, noCounts } from './counts';
import type { SideEntry } from './side-entry';

/** What one shard has folded since its last commit: the records in (from, to]. */
export interface Progress {
  readonly shardId: string;
  readonly generation: string;
  readonly from: SequenceNumber;
  to: SequenceNumber;
  /** Arrival of the record at `to`, ms; 0 before the first. */
  toArrivalMs: number;
  /** The bound by which events of this range are judged late, ms (rule A6). */
  readonly boundMs: number | null;
  readonly ordinal: number;
  maxEventTimeMs: number | null;
  acceptedArrivalMs: number | null;
  gapAfter: SequenceNumber | null;
  readonly counts: Counts;
  /** Counts of the shard up to `from`. */
  readonly totals: Counts;
  /** Generation of the commit that ends at `from`; null at the shard's beginning. */
  readonly headGeneration: string | null;
  readonly entries: SideEntry[];
  readonly fold: Fold;
  /** Rows of a state that another generation wrote: they are committed as they are before folding goes on. */
  readonly foreignRows: readonly QueryRows[] | null;
}

/** Goes on after the shard's head commit (rule A1); at BEGIN where there is none. */
export async function startFromHead(pipeline: Pipeline, state: Table, shardId: string): Promise<Progress> {
  return startAfter(pipeline, shardId, await readHead(state, shardId));
}

export function startAfter(pipeline: Pipeline, shardId: string, head: Commit | undefined): Progress {
  return {
    shardId,
    generation: pipeline.generation,
    from: head?.to ?? BEGIN,
    to: head?.to ?? BEGIN,
    toArrivalMs: head?.toArrivalMs ?? 0,
    boundMs: head?.boundMs ?? null,
    ordinal: (head?.ordinal ?? 0) + 1,
    maxEventTimeMs: head?.maxEventTimeMs ?? null,
    acceptedArrivalMs: head?.acceptedArrivalMs ?? null,
    gapAfter: null,
    counts: noCounts(),
    totals: head?.totals ?? noCounts(),
    headGeneration: head?.generation ?? null,
    entries: [],
    fold: new Fold(pipeline),
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

/** Whether the progress is to be committed before more is folded (rule A4). */
export function isFull(progress: Progress): boolean {
  const { fold, entries } = progress;
  return fold.sizeBytes > FOLD_BYTES_MAX || fold.rowCount > FOLD_ROWS_MAX || entries.length >= ENTRIES_MAX;
}
