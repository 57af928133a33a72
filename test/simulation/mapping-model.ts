import { Environments } from './environments';
import type { Shard } from './shards';
import type { MappingDeps, MappingSettings, Services } from './mapping-deps';
import { ShardPoller } from './shard-poller';

/** The event source mapping: what the platform promises, and by chance all that it leaves open. */
export class MappingModel {
  private readonly deps: MappingDeps;
  readonly settings: MappingSettings;
  invocations = 0;
  private readonly pollers = new Map<string, ShardPoller>();

  constructor(services: Services) {
    const random = services.world.random.fork('mapping');
    const deps = (this.deps = { ...services, environments: new Environments(random.fork('environments')) });
    const windowMs = deps.pipelineNow().commitEveryMs;
    this.settings = {
      windowMs: random.chance(0.1) ? undefined : windowMs,
      batchMax: random.fork('batches').chance(0.15) ? 150 : random.skewed(1, 40),
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
    const { scheduler, outage } = this.deps.world;
    scheduler.after(Math.max(500, outage.restMs), () => this.start());
  }

  /** Whether it delivers nothing more unless a record is put: every shard that it may read is read, and no window is open. */
  get isAtRest(): boolean {
    return [...this.deps.kinesis.shards.values()].every(
      shard => this.pollers.get(shard.shardId)?.isAtRest ?? !this.mayStart(shard),
    );
  }

  private mayStart(shard: Shard): boolean {
    return !this.settings.parentsFirst || shard.parents.every(parent => this.pollers.get(parent)?.isDone);
  }
}
