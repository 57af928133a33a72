import type { Pipeline } from '../../engine/definition/pipeline';
import type { KinesisModel, Shard } from './kinesis-model';
import { ShardPoller } from './shard-poller';
import type { TableModel } from './table-model';
import type { World } from './world';

export interface MappingSettings {
  /** Length of the tumbling window; none: every invocation stands alone. */
  readonly windowMs: number | undefined;
  readonly batchMax: number;
  readonly pollMs: number;
  /** How long after its end a quiet window may wait for its last invocation. */
  readonly graceMs: number;
  /** The last invocation of a window may carry the window's last records. */
  readonly finalsCarryRecords: boolean;
  /** Children are read only after their parents. */
  readonly parentsFirst: boolean;
  /** What a failed invocation goes back to. */
  readonly redelivery: 'batch' | 'window' | 'either';
}

export interface MappingDeps {
  readonly world: World;
  readonly kinesis: KinesisModel;
  readonly state: TableModel;
  /** The definition that runs now; during a deploy one of two. */
  readonly pipelineNow: () => Pipeline;
}

/** The event source mapping: what the platform promises, and by chance all that it leaves open. */
export class MappingModel {
  readonly settings: MappingSettings;
  invocations = 0;
  private readonly pollers = new Map<string, ShardPoller>();

  constructor(private readonly deps: MappingDeps) {
    const random = deps.world.random.fork('mapping');
    const windowMs = deps.pipelineNow().commitEveryMs;
    this.settings = {
      windowMs: random.chance(0.1) ? undefined : windowMs,
      batchMax: random.skewed(1, 40),
      pollMs: random.skewed(100, 2_000),
      graceMs: random.skewed(1_000, 120_000),
      finalsCarryRecords: random.chance(0.5),
      parentsFirst: random.chance(0.8),
      redelivery: random.pick(['batch', 'window', 'either'] as const),
    };
  }

  /** Starts a poller for every shard that has none, now and from now on. */
  start(): void {
    for (const shard of this.deps.kinesis.shards.values()) {
      if (this.pollers.has(shard.shardId) || !this.mayStart(shard)) continue;
      const poller = new ShardPoller(this.settings, this.deps, shard, () => ++this.invocations);
      this.pollers.set(shard.shardId, poller);
      void poller.run();
    }
    this.deps.world.scheduler.after(500, () => this.start());
  }

  private mayStart(shard: Shard): boolean {
    return !this.settings.parentsFirst || shard.parents.every(parent => this.pollers.get(parent)?.isDone);
  }
}
