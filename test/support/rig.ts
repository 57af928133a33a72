import { aggregate } from '../../engine/aggregate/aggregate';
import type { WindowState } from '../../engine/commit/window-state';
import type { CommitDeps } from '../../engine/commit/deps';
import type { Pipeline } from '../../engine/definition/pipeline';
import { finalize } from '../../engine/finalize/finalize';
import type { FinalizeReport, FinalizeRequest } from '../../engine/finalize/request';
import type {
  Clock,
  LookupSource,
  ObjectStore,
  OutputRecord,
  OutputStream,
  SchemaRegistry,
  StreamRecord,
  Table,
} from '../../engine/ports';
import type { ResultRecord } from '../../engine/results/result-row';
import { MemorySource } from './memory-source';
import { MemoryTable } from './memory-table';

/** The engine on ports in memory, driven by hand: nothing fails unless a test makes it. */
export class Rig {
  nowMs = Date.UTC(2026, 0, 1);
  readonly clock: Clock = { now: () => this.nowMs, sleep: () => Promise.resolve() };
  state: Table = new MemoryTable();
  results: Table = new MemoryTable();
  schemas: SchemaRegistry | undefined;
  readonly objects = new Map<string, string>();
  readonly emitted: ResultRecord[] = [];
  /** Shards that ticks could not sweep or trim. */
  readonly shardFailures: string[] = [];
  private readonly lake: ObjectStore = {
    putObject: (name, body) => Promise.resolve(void this.objects.set(name, Buffer.from(body).toString())),
  };
  private readonly aggregates: OutputStream = {
    putRecords: (records: readonly OutputRecord[]) => {
      for (const { data } of records) {
        for (const line of Buffer.from(data).toString().trim().split('\n'))
          this.emitted.push(JSON.parse(line) as ResultRecord);
      }
      return Promise.resolve([]);
    },
  };

  constructor(
    readonly pipeline: Pipeline,
    readonly source = new MemorySource(),
    readonly lookups?: LookupSource,
  ) {}

  private get deps(): CommitDeps {
    const { pipeline, source, state, clock, schemas, lookups } = this;
    return { pipeline, source, state, clock, schemas, ...(lookups && { lookups }) };
  }

  put(content: unknown, shardId = 'shard-0', arrivalMs = this.nowMs): StreamRecord {
    return this.source.put(shardId, content, arrivalMs);
  }

  /** One window of one shard in a single, final invocation. */
  async aggregate(
    records: readonly StreamRecord[],
    shardId = 'shard-0',
    state?: WindowState,
    path: 'strict' | 'plain' = 'strict',
  ): Promise<WindowState> {
    const answer = await aggregate(
      { shardId, records, window: { startMs: 0, endMs: 0 }, isFinal: true, ...(state ? { state } : {}) },
      { ...this.deps, path },
    );
    return answer.state;
  }

  /** An invocation within a window: folds, and returns the state for the next one. */
  async fold(
    records: readonly StreamRecord[],
    state: WindowState | undefined,
    shardId = 'shard-0',
  ): Promise<WindowState> {
    const answer = await aggregate(
      { shardId, records, window: { startMs: 0, endMs: 0 }, isFinal: false, ...(state ? { state } : {}) },
      this.deps,
    );
    return answer.state;
  }

  finalize(request: Partial<FinalizeRequest> = {}): Promise<FinalizeReport> {
    const { results, aggregates, lake } = this;
    const onShardFailure = (shardId: string): void => void this.shardFailures.push(shardId);
    return finalize(
      { tick: false, whenIdle: 'flush', endOfInput: false, deadlineMs: this.nowMs + 60_000, ...request },
      { ...this.deps, results, aggregates, lake, onShardFailure },
    );
  }

  /** The latest revision of every result emitted, in order of id. */
  latest(): ResultRecord[] {
    const byId = new Map<string, ResultRecord>();
    for (const record of this.emitted)
      if ((byId.get(record.id)?.revision ?? -1) <= record.revision) byId.set(record.id, record);
    return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
