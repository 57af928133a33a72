import type { WindowState } from '../../engine/commit/window-state';
import type { SequenceNumber } from '../../engine/ports';
import { invoke } from './invocation';
import { asRead, BEGIN, indexAfter, type Shard, short, type StoredRecord } from './shards';

import type { MappingSettings, MappingDeps } from './mapping-deps';
import type { Random } from './random';

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

/** Reads one shard and invokes the function, window by window. */
export class ShardPoller {
  isDone = false;
  /** Its mapping has stopped for good. */
  private isDead = false;
  private readonly random: Random;
  private readonly batchMax: number;
  private now: Checkpoint;
  /** Answers of the past, the latest last: what a failover may go back to. */
  private readonly past: Checkpoint[];
  private windowStart: Checkpoint;
  private diesAtMs = Infinity;

  constructor(
    private readonly settings: MappingSettings,
    private readonly deps: MappingDeps,
    private readonly shard: Shard,
    private readonly nextNumber: () => number,
  ) {
    const { world } = deps;
    this.now = this.windowStart = { position: BEGIN, state: {}, windowMs: undefined, atMs: world.scheduler.nowMs };
    this.past = [this.now];
    this.random = world.random.fork(`poller ${shard.shardId}`);
    this.batchMax = settings.batchMax;
    if (world.faults.hits('dead-mappings')) this.diesAtMs = world.scheduler.nowMs + this.random.skewed(1_000, 300_000);
  }

  async run(): Promise<void> {
    const { world } = this.deps;
    while (!this.isDone) {
      await world.scheduler.sleep(this.random.int(1, 2 * this.settings.pollMs));
      if (world.scheduler.nowMs >= this.diesAtMs) {
        this.isDead = true;
        return world.trace(() => `${this.shard.shardId}: the mapping stops for good`);
      }
      if (world.outage.isOn) await this.sitOut();
      if (world.faults.hits('lag')) await world.scheduler.sleep(this.random.skewed(5_000, 120_000));
      this.disturb();
      await this.poll();
    }
  }

  /** Whether it delivers nothing more unless a record is put. */
  get isAtRest(): boolean {
    const isRead = this.now.windowMs === undefined && this.following().length === 0;
    return this.isDead || this.isDone || (isRead && !this.shard.closed);
  }

  /** Nothing is invoked; what was known before is of no use to a failover afterwards. */
  private async sitOut(): Promise<void> {
    const { scheduler, outage } = this.deps.world;
    await scheduler.sleep(outage.restMs + this.random.int(0, 20_000));
    this.past.splice(0, this.past.length - 1);
  }

  private async poll(): Promise<void> {
    const { windowMs } = this.settings;
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
      inWindow !== -1 || this.deps.world.scheduler.nowMs >= endMs + this.settings.graceMs || this.shard.closed;
    const isLast = isOver && batch.length === due.length;
    if (batch.length > 0 && !(isLast && this.settings.finalsCarryRecords && this.random.chance(0.7))) {
      await this.deliver(batch, this.deps.world.faults.hits('early-finals'));
    } else if (isLast) await this.deliver(batch, true);
  }

  private async pollWithoutWindow(following: readonly StoredRecord[]): Promise<void> {
    if (following.length === 0) return this.finishIfClosed();
    await this.deliver(following.slice(0, this.random.int(1, this.batchMax)), false);
  }

  private async deliver(batch: readonly StoredRecord[], isFinal: boolean): Promise<void> {
    const { windowMs } = this.now;
    const { shardId } = this.shard;
    const sizeMs = this.settings.windowMs;
    const hasWindow = sizeMs !== undefined;
    const window = hasWindow
      ? { window: { startMs: windowMs!, endMs: windowMs! + sizeMs }, state: this.now.state }
      : {};
    const state = await invoke(this.deps, this.nextNumber(), {
      shardId,
      records: batch.map(asRead),
      isFinal,
      ...window,
    });
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
    const { redelivery } = this.settings;
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
    if (faults.hits('foreign-states'))
      this.moveTo({ ...this.now, state: foreign(this.now.state, this.random) }, 'foreign state');
    if (faults.hits('skips')) {
      const skipped = this.following().slice(0, this.random.skewed(1, 10)).at(-1);
      if (skipped) this.moveTo({ ...this.now, position: skipped.sequenceNumber }, 'skip');
    }
  }

  private moveTo(to: Checkpoint, why: string): void {
    this.deps.world.trace(
      () => `${this.shard.shardId}: ${why}, from ${short(this.now.position)} to ${short(to.position)}`,
    );
    this.now = this.windowStart = to;
  }

  private following(): StoredRecord[] {
    const { records } = this.shard;
    const start = indexAfter(records, this.now.position);
    return records.slice(start, start + 200).filter(record => this.deps.kinesis.keeps(record));
  }

  private finishIfClosed(): void {
    this.isDone = this.shard.closed && this.following().length === 0;
  }
}

/** A state of another form, or a damaged one. */
function foreign(state: WindowState, random: Random): WindowState {
  return random.pick([
    { ...state, format: 99 },
    { ...state, format: 'of some day' },
    { ...state, shardId: 'shardId-of-another-stream' },
    { ...state, rows: null },
    { ...state, to: undefined },
    { nothing: 'of ours' },
    { format: 1, rows: [] },
  ] as WindowState[]);
}
