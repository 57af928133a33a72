import type { KinesisModel } from './kinesis-model';
import { BEGIN, short } from './shards';
import { type Stage, stageOf } from './language/query';
import type { CommitRow, EpochRow } from './read-state';
import type { Stands } from './stands';
import { VERSIONS } from './lookup-model';
import { readAs, type TrueEvent } from './truth';
import { SKEW_MS, type World } from './world';

/** Looks at every epoch as it is put: whether the watermark, the retention bound and the shards are what they must be. */
export class EpochWatch {
  constructor(
    private readonly world: World,
    private readonly kinesis: KinesisModel,
    private readonly pipelines: readonly Stage[],
    private readonly stands: Stands,
    /** The last commit of each shard. */
    private readonly heads: ReadonlyMap<string, CommitRow>,
  ) {}

  check(epoch: EpochRow, previous: EpochRow | undefined): void {
    const { fail } = this.world;
    if (previous && (epoch.watermarkMs ?? -Infinity) < (previous.watermarkMs ?? -Infinity))
      fail('I4', `the watermark of epoch ${epoch.number} went back`);
    if (previous && (epoch.closedForGoodMs ?? -Infinity) < (previous.closedForGoodMs ?? -Infinity))
      fail('I4', `the retention bound of epoch ${epoch.number} went back`);
    if ((epoch.closedForGoodMs ?? -Infinity) > (epoch.watermarkMs ?? -Infinity))
      fail('W1', `epoch ${epoch.number} closes windows for good that are open`);
    this.checkClosedForGood(epoch, previous);
    this.checkWatermark(epoch, previous);
    this.checkReached(epoch, previous);
    this.checkShards(epoch, previous);
  }

  /**
   * The retention bound is that of the active shard whose commits were judged by the earliest bound, less the allowed lateness:
   * during a deploy that of either definition.
   */
  private checkClosedForGood({ number, shards, closedForGoodMs }: EpochRow, previous: EpochRow | undefined): void {
    const active = Object.entries(shards).filter(([, { idle }]) => !idle);
    const bounds = active.map(([shardId, { applied }]) => this.stands.at(shardId, applied).boundMs);
    const before = previous?.closedForGoodMs ?? -Infinity;
    const leastMs = Math.min(...bounds.map(bound => bound ?? -Infinity));
    const may = this.pipelines.map(({ allowedLatenessMs }) =>
      active.length === 0 ? before : Math.max(before, leastMs - allowedLatenessMs),
    );
    if (!may.includes(closedForGoodMs ?? -Infinity))
      this.world.fail(
        'W1',
        `epoch ${number} closes windows for good up to ${closedForGoodMs}, not ${may.join(' or ')}`,
      );
  }

  /** W1: a shard that is not idle holds the watermark at the latest event time it has committed. */
  private checkWatermark(epoch: EpochRow, previous: EpochRow | undefined): void {
    const { watermarkMs } = epoch;
    if (watermarkMs === null || watermarkMs === previous?.watermarkMs) return;
    for (const [shardId, { applied, idle }] of Object.entries(epoch.shards)) {
      if (idle) continue;
      const latestMs = this.stands.at(shardId, applied).latestMs ?? this.stands.ofParents(shardId, epoch.shards);
      const outOfOrdernessMs = Math.min(
        ...this.pipelines.map(stage => stageOf(stage, shardId).watermark.outOfOrdernessMs),
      );
      if (latestMs === null || watermarkMs > latestMs - outOfOrdernessMs) {
        this.world.fail(
          'W1',
          `epoch ${epoch.number}: watermark ${watermarkMs}, but ${shardId} has come to ${latestMs}`,
        );
      }
    }
  }

  /** Where there are several streams, each shard allows for the disorder of its own, and no more than that. */
  private checkReached({ number, watermarkMs, shards }: EpochRow, previous: EpochRow | undefined): void {
    if (this.pipelines.every(({ streams }) => !streams)) return;
    const active = Object.entries(shards).filter(([, { idle }]) => !idle);
    const latest = active.map(([shardId, { applied }]) => this.stands.at(shardId, applied).latestMs);
    const before = previous?.watermarkMs ?? -Infinity;
    if (active.length === 0 || latest.includes(null)) return;
    const may = this.pipelines.map(stage => {
      const reached = active.map(([id], i) => latest[i]! - stageOf(stage, id).watermark.outOfOrdernessMs);
      return Math.max(before, Math.min(...reached));
    });
    if (!may.includes(watermarkMs ?? -Infinity))
      this.world.fail('W1', `epoch ${number}: watermark ${watermarkMs}, not ${may.join(' or ')}`);
  }

  private checkShards(epoch: EpochRow, previous: EpochRow | undefined): void {
    const { fail } = this.world;
    for (const [shardId, { applied }] of Object.entries(previous?.shards ?? {})) {
      const stand = epoch.shards[shardId];
      if (!stand && !epoch.left.includes(shardId) && !previous!.left.includes(shardId))
        fail('W2', `epoch ${epoch.number} lost ${shardId}`);
      if (stand && stand.applied < applied) fail('W1', `epoch ${epoch.number} went back on ${shardId}`);
    }
    for (const shardId of epoch.left) {
      if (previous?.left.includes(shardId)) continue;
      const shard = this.kinesis.shards.get(shardId)!;
      const isRead = this.kinesis.keptAfter(shardId, this.heads.get(shardId)?.to ?? BEGIN).length === 0;
      if (!shard.closed || !isRead) fail('W2', `epoch ${epoch.number}: ${shardId} left before it was read to its end`);
      const missing = shard.children.filter(
        child =>
          !epoch.shards[child] && !epoch.left.includes(child) && !this.kinesis.isGone(this.kinesis.shards.get(child)!),
      );
      if (missing.length > 0)
        fail('W2', `epoch ${epoch.number}: ${shardId} left, and ${missing.join(', ')} is not there`);
    }
    for (const [shardId, { applied, idle }] of Object.entries(epoch.shards)) {
      if (idle) this.checkIdle(epoch, shardId, applied);
    }
  }

  /** A shard with an acceptable event that was there before the cut began, and is not in it, is lagging and not idle. */
  private checkIdle(epoch: EpochRow, shardId: string, applied: string): void {
    const waiting = this.kinesis
      .keptAfter(shardId, applied)
      .find(
        ({ putAtMs, arrivalMs, truth }) =>
          putAtMs < epoch.cutAtMs - SKEW_MS &&
          truth.some(event => this.pipelines.every(stage => isGood(stageOf(stage, shardId), event, arrivalMs))),
      );
    if (waiting)
      this.world.fail(
        'W3',
        `epoch ${epoch.number}: ${shardId} is called idle, but ${short(waiting.sequenceNumber)} waits after ${short(applied)}`,
      );
  }
}

/** Whatever a lookup table has. */
function isGood(stage: Stage, event: TrueEvent, arrivalMs: number): boolean {
  const versions = 'labels' in stage.lookups ? VERSIONS : [undefined];
  return versions.every(version => typeof readAs(stage, event, arrivalMs, version) === 'object');
}
