import type { ProgressDeps } from '../commit/progress';
import type { Clock, RecordBatch, SourceStream, Table } from '../ports';

/** What the window state looks like to Lambda: any JSON object, at most 1 MB; empty at a window's start. */
export type WindowState = Readonly<Record<string, unknown>>;

/** One invocation for one shard, as the event source mapping sends it, decoded from Lambda's envelope. */
export interface AggregateInvocation {
  readonly shardId: string;
  readonly records: RecordBatch;
  /** Absent where the mapping has no tumbling window: then every invocation commits. */
  readonly window?: { readonly startMs: number; readonly endMs: number };
  readonly state?: WindowState;
  /** The last invocation of its window. */
  readonly isFinal: boolean;
}

export interface AggregateDeps extends ProgressDeps {
  readonly source: SourceStream;
  readonly state: Table;
  readonly clock: Clock;
}
