import { eventQueries } from '../../engine/definition/pipeline';
import { Copies } from './copies';
import { rangeOf } from './expiry';
import type { KinesisModel } from './kinesis-model';
import { type Stage, stageOf } from './language/query';
import { lastWindowEnd } from './oracle';
import { type CommitRow, type EpochRow, tableOf } from './read-state';
import { type GoodEvent, readAs } from './truth';

interface Stand {
  /** The latest event time; of what a query leaves out, and of what is late, too. */
  readonly latestMs: number | null;
  /** When the last record arrived with an event that is not late for every query. */
  readonly acceptedArrivalMs: number | null;
  readonly boundMs: number | null;
}

const NOWHERE: Stand = { latestMs: null, acceptedArrivalMs: null, boundMs: null };

/** What each commit brings its shard to, by what the producers know: of good events that are no copies. */
export class Stands {
  private readonly byEnd = new Map<string, Stand>();
  /** Of each shard up to its last commit. */
  private readonly headMs = new Map<string, number | null>();
  private readonly copies = new Map<string, Copies>();

  constructor(
    private readonly kinesis: KinesisModel,
    private readonly pipelines: readonly Stage[],
  ) {}

  /** Called for each commit, in the order of its chain. */
  take(commit: CommitRow): void {
    const { shardId, from, to } = commit;
    const pipeline = stageOf(
      this.pipelines.find(one => one.generation === commit.generation)!,
      shardId,
    );
    const before = this.byEnd.get(`${shardId} ${from}`) ?? NOWHERE;
    const lateBeforeMs = (before.boundMs ?? -Infinity) - pipeline.allowedLatenessMs;
    let { latestMs, acceptedArrivalMs } = before;
    for (const { arrivalMs, truth } of rangeOf(this.kinesis, commit).folded) {
      const copies = this.copiesOf(shardId);
      copies.arrive(arrivalMs);
      for (const event of truth) {
        const good = readAs(pipeline, event, arrivalMs, tableOf(commit));
        if (typeof good !== 'object' || copies.isCopy(pipeline, good)) continue;
        latestMs = Math.max(latestMs ?? good.eventTimeMs, good.eventTimeMs);
        if (!isLateForAll(pipeline, good, lateBeforeMs)) acceptedArrivalMs = arrivalMs;
      }
    }
    this.byEnd.set(`${shardId} ${to}`, { latestMs, acceptedArrivalMs, boundMs: commit.boundMs });
    this.headMs.set(shardId, latestMs);
  }

  /** Up to a commit's end; of nothing where none ends there. */
  at(shardId: string, to: string): Stand {
    return this.byEnd.get(`${shardId} ${to}`) ?? NOWHERE;
  }

  /**
   * The time that all parents of a shard have come to by an epoch, or theirs; null where that is not known of one, or there are
   * none. What is committed while an epoch is put is in a later one.
   */
  ofParents(shardId: string, shards: EpochRow['shards']): number | null {
    const { parents } = this.kinesis.shards.get(shardId)!;
    const all = parents.map(parent => {
      const stand = shards[parent];
      const ownMs = stand ? this.at(parent, stand.applied).latestMs : this.headMs.get(parent);
      return ownMs ?? this.ofParents(parent, shards);
    });
    return all.length === 0 || all.includes(null) ? null : Math.min(...(all as number[]));
  }

  /** Asked at a shard's first record: where a definition drops copies its parents are committed to their end by then. */
  private copiesOf(shardId: string): Copies {
    let copies = this.copies.get(shardId);
    if (!copies) {
      copies = new Copies(this.kinesis.shards.get(shardId)!.parents.map(parent => this.copiesOf(parent)));
      this.copies.set(shardId, copies);
    }
    return copies;
  }
}

/** What a query leaves out is not late for it. */
function isLateForAll(stage: Stage, { eventTimeMs, taken }: GoodEvent, lateBeforeMs: number): boolean {
  return eventQueries(stage).every(query => taken.has(query.name) && lastWindowEnd(query, eventTimeMs) <= lateBeforeMs);
}
