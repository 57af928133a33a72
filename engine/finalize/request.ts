import type { Pipeline } from '../definition/pipeline';
import type { CutRequest } from '../epoch/cut-request';
import type { Clock, LookupSource, ObjectStore, OutputStream, SchemaRegistry, SourceStream, Table } from '../ports';
import type { OnShardFailure } from './shard-failures';

export interface FinalizeRequest extends CutRequest {
  /** The tick also sweeps shards whose invocation was lost, and deletes what retention allows. */
  readonly tick: boolean;
  /** Stop starting work at this time, ms since 1970: the next call goes on. */
  readonly deadlineMs: number;
}

export interface FinalizeDeps {
  readonly pipeline: Pipeline;
  readonly source: SourceStream;
  readonly state: Table;
  readonly results: Table;
  readonly aggregates: OutputStream;
  readonly lake: ObjectStore;
  readonly clock: Clock;
  /** Where the definition's records name schemas. */
  readonly schemas?: SchemaRegistry | undefined;
  /** Where the definition has lookups. */
  readonly lookups?: LookupSource | undefined;
  /** The tick goes on with the other shards, and rejects at its end. */
  readonly onShardFailure?: OnShardFailure;
}

export interface FinalizeReport {
  /** Number of the latest epoch executed, 0 before the first. */
  readonly epoch: number;
  /** Its watermark, ms; null before the first. */
  readonly watermarkMs: number | null;
  /** Nothing is left to execute, and every shard was seen read to its end and committed. */
  readonly caughtUp: boolean;
  /** The latest epoch was a flush, or nothing was open. */
  readonly flushed: boolean;
  /** Results emitted by this call. */
  readonly emitted: number;
}
