import { aggregate } from '../../engine/aggregate/aggregate';
import type { WindowState } from '../../engine/aggregate/invocation';
import type { Pipeline } from '../../engine/definition/pipeline';
import type { SequenceNumber } from '../../engine/ports';
import { asRead, indexAfter, type KinesisModel, type Shard, short, type StoredRecord } from './kinesis-model';
import type { Random } from './random';
import type { TableModel } from './table-model';
import { Actor, InjectedError, type World } from './world';

const BEGIN = '0'.repeat(56);
const STATE_BYTES_MAX = 1024 * 1024;
const TIMEOUT_MS = 60_000;
/** A failover goes back to what is younger than this, far below the time that commits are kept. */
const PAST_MS = 300_000;

/** Where a shard's reading stands: after `position`, with the state that the last answer carried. */
interface Checkpoint {
  readonly position: SequenceNumber;
  readonly state: WindowState;
  /** Start of the open window; none between windows. */
  readonly windowMs: number | undefined;
  readonly atMs: number;
}

interface MappingSettings {
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

interface MappingDeps {
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
      const poller = new ShardPoller(this, this.deps, shard);
      this.pollers.set(shard.shardId, poller);
      void poller.run();
    }
    this.deps.world.scheduler.after(500, () => this.start());
  }

  private mayStart(shard: Shard): boolean {
    return !this.settings.parentsFirst || shard.parents.every(parent => this.pollers.get(parent)?.isDone);
  }
}

class ShardPoller {
  isDone = false;
  private readonly random: Random;
  private readonly batchMax: number;
  private now: Checkpoint;
  /** Answers of the past, the latest last: what a failover may go back to. */
  private readonly past: Checkpoint[];
  private windowStart: Checkpoint;
  private diesAtMs = Infinity;

  constructor(
    private readonly mapping: MappingModel,
    private readonly deps: MappingDeps,
    private readonly shard: Shard,
  ) {
    const { world } = deps;
    this.now = this.windowStart = { position: BEGIN, state: {}, windowMs: undefined, atMs: world.scheduler.nowMs };
    this.past = [this.now];
    this.random = world.random.fork(`poller ${shard.shardId}`);
    this.batchMax = mapping.settings.batchMax;
    if (world.faults.hits('dead-mappings')) this.diesAtMs = world.scheduler.nowMs + this.random.skewed(1_000, 300_000);
  }

  async run(): Promise<void> {
    const { world } = this.deps;
    while (!this.isDone) {
      await world.scheduler.sleep(this.random.int(1, 2 * this.mapping.settings.pollMs));
      if (world.scheduler.nowMs >= this.diesAtMs)
        return world.trace(() => `${this.shard.shardId}: the mapping stops for good`);
      if (world.faults.hits('lag')) await world.scheduler.sleep(this.random.skewed(5_000, 120_000));
      this.disturb();
      await this.poll();
    }
  }

  private async poll(): Promise<void> {
    const { windowMs } = this.mapping.settings;
    const following = this.following();
    if (windowMs === undefined) return this.pollWithoutWindow(following);
    if (this.now.windowMs === undefined) {
      const first = following[0];
      if (!first) return this.finishIfClosed();
      this.now = { ...this.now, state: {}, windowMs: Math.floor(first.arrivalMs / windowMs) * windowMs };
      this.windowStart = this.now;
    }
    const endMs = this.now.windowMs! + windowMs;
    const inWindow = following.findIndex(record => record.arrivalMs >= endMs);
    const due = inWindow === -1 ? following : following.slice(0, inWindow);
    const batch = due.slice(0, this.random.int(1, this.batchMax));
    const isOver =
      inWindow !== -1 || this.deps.world.scheduler.nowMs >= endMs + this.mapping.settings.graceMs || this.shard.closed;
    const isLast = isOver && batch.length === due.length;
    if (batch.length > 0 && !(isLast && this.mapping.settings.finalsCarryRecords && this.random.chance(0.7))) {
      await this.deliver(batch, this.deps.world.faults.hits('early-finals'));
    } else if (isLast) await this.deliver(batch, true);
  }

  private async pollWithoutWindow(following: readonly StoredRecord[]): Promise<void> {
    if (following.length === 0) return this.finishIfClosed();
    await this.deliver(following.slice(0, this.random.int(1, this.batchMax)), false);
  }

  private async deliver(batch: readonly StoredRecord[], isFinal: boolean): Promise<void> {
    const { windowMs } = this.now;
    const hasWindow = this.mapping.settings.windowMs !== undefined;
    const state = await this.invoke(batch, isFinal, hasWindow);
    if (state === undefined) return this.goBack();
    const position = batch.at(-1)?.sequenceNumber ?? this.now.position;
    const atMs = this.deps.world.scheduler.nowMs;
    this.now = {
      position,
      state: isFinal || !hasWindow ? {} : state,
      windowMs: isFinal ? this.windowAfterFinal(windowMs) : windowMs,
      atMs,
    };
    if (isFinal) this.windowStart = this.now;
    this.past.push({ position, state, windowMs, atMs });
    while (this.past.length > 1 && this.past[0]!.atMs < atMs - PAST_MS) this.past.shift();
  }

  /** A window that ended early goes on; one that is over makes room for the next. */
  private windowAfterFinal(windowMs: number | undefined): number | undefined {
    return this.random.chance(0.5) ? undefined : windowMs;
  }

  /** After a failure: the last checkpoint or the window's start, as the platform likes. */
  private goBack(): void {
    const { redelivery } = this.mapping.settings;
    if (redelivery === 'window' || (redelivery === 'either' && this.random.chance(0.5))) this.now = this.windowStart;
  }

  /** What may happen to a poller between two invocations. */
  private disturb(): void {
    const { faults } = this.deps.world;
    if (faults.hits('failovers')) {
      const older = this.past[Math.max(0, this.past.length - this.random.skewed(1, 12))]!;
      const state = this.random.pick([older.state, this.now.state, {}, this.random.pick(this.past).state]);
      this.moveTo({ ...older, state, windowMs: this.random.chance(0.5) ? this.now.windowMs : undefined }, 'failover');
    }
    if (faults.hits('lost-states')) {
      const state = this.random.chance(0.7) ? {} : this.random.pick(this.past).state;
      this.moveTo(
        { ...this.now, state, windowMs: this.random.chance(0.5) ? this.now.windowMs : undefined },
        'state lost',
      );
    }
    if (faults.hits('skips')) {
      const skipped = this.following().slice(0, this.random.skewed(1, 10)).at(-1);
      if (skipped) this.moveTo({ ...this.now, position: skipped.sequenceNumber }, 'skip');
    }
  }

  private moveTo(to: Checkpoint, why: string): void {
    this.deps.world.trace(
      () => `${this.shard.shardId}: ${why}, from ${short(this.now.position)} to ${short(to.position)}`,
    );
    this.now =
      to.windowMs === undefined ? { ...to, windowMs: undefined, state: this.random.chance(0.5) ? to.state : {} } : to;
    this.windowStart = this.now;
  }

  private following(): StoredRecord[] {
    const { records } = this.shard;
    const start = indexAfter(records, this.now.position);
    return records.slice(start, start + 200);
  }

  private finishIfClosed(): void {
    if (!this.shard.closed || this.now.position !== (this.shard.records.at(-1)?.sequenceNumber ?? BEGIN)) return;
    this.isDone = true;
  }

  /** One invocation: the state it answers, or undefined where the mapping saw a failure. */
  private invoke(
    batch: readonly StoredRecord[],
    isFinal: boolean,
    hasWindow: boolean,
  ): Promise<WindowState | undefined> {
    const { world, kinesis, state: table } = this.deps;
    const { shardId } = this.shard;
    const actor = new Actor(
      `aggregate ${shardId} #${++this.mapping.invocations}`,
      world,
      world.random.fork(`invocation ${this.mapping.invocations}`),
    );
    const pipeline = this.deps.pipelineNow();
    const { windowMs, state } = this.now;
    world.trace(
      () =>
        `${actor.name}: ${batch.length} records from ${short(batch[0]?.sequenceNumber ?? BEGIN)}${isFinal ? ', final' : ''}, state ${Object.keys(state).length > 0 ? 'kept' : 'empty'}`,
    );
    const invocation = {
      shardId,
      records: batch.map(asRead),
      ...(hasWindow
        ? {
            window: { startMs: windowMs!, endMs: windowMs! + this.mapping.settings.windowMs! },
            state: JSON.parse(JSON.stringify(state)) as WindowState,
          }
        : {}),
      isFinal,
    };
    const clock = { now: () => world.scheduler.nowMs + actor.clockSkewMs, sleep: (ms: number) => actor.sleep(ms) };
    return new Promise(resolve => {
      const failed = (why: string): void => {
        world.trace(() => `${actor.name}: ${why}`);
        resolve(undefined);
      };
      this.plan(actor, failed);
      aggregate(invocation, { pipeline, source: kinesis.portFor(actor), state: table.portFor(actor), clock }).then(
        answer => {
          if (!actor.isAlive) return;
          actor.kill();
          const text = JSON.stringify(answer.state);
          if (text.length > STATE_BYTES_MAX) world.fail('state', `a window state of ${text.length} bytes`);
          if (world.faults.hits('lost-responses')) return failed('response lost');
          resolve(JSON.parse(text) as WindowState);
        },
        (error: unknown) => {
          if (!actor.isAlive) return;
          actor.kill();
          if (!(error instanceof InjectedError))
            world.fail('error', `${actor.name}: ${error instanceof Error ? error.stack : String(error)}`);
          failed(`failed: ${String(error)}`);
        },
      );
    });
  }

  /** Chooses whether the function dies or exceeds its time; then its old attempt goes on for a while. */
  private plan(actor: Actor, failed: (why: string) => void): void {
    const { scheduler, faults } = this.deps.world;
    if (faults.hits('crashes')) {
      scheduler.wakeAfter(this.random.skewed(1, 2_000), () => {
        if (!actor.isAlive) return;
        actor.kill();
        failed('crashed');
      });
    }
    const timeoutMs = faults.hits('timeouts') ? this.random.skewed(1, 5_000) : TIMEOUT_MS;
    scheduler.wakeAfter(timeoutMs, () => {
      if (!actor.isAlive) return;
      failed('timed out');
      scheduler.after(this.random.skewed(1, 60_000), () => actor.kill());
    });
  }
}
