import type { WindowState } from '../commit/window-state';
import type { RecordBatch } from '../ports';

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
