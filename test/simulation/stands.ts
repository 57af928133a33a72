import { Copies } from './copies';
import { rangeOf } from './expiry';
import type { KinesisModel } from './kinesis-model';
import type { Stage } from './language/query';
import type { CommitRow, EpochRow } from './read-state';
import { readAs } from './truth';

/** The latest event time that each commit brings its shard to, by what the producers know: of events that are accepted and no copies. */
export class Stands {
  private readonly latestMs = new Map<string, number | null>();
  private readonly boundMs = new Map<string, number | null>();
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
    const pipeline = this.pipelines.find(one => one.generation === commit.generation)!;
    const copies = this.copiesOf(shardId);
    let latestMs = this.at(shardId, from);
    for (const { arrivalMs, truth } of rangeOf(this.kinesis, commit).folded) {
      copies.arrive(arrivalMs);
      for (const event of truth) {
        const good = readAs(pipeline, event, arrivalMs);
        if (typeof good === 'object' && !copies.isCopy(pipeline, good))
          latestMs = Math.max(latestMs ?? good.eventTimeMs, good.eventTimeMs);
      }
    }
    this.latestMs.set(`${shardId} ${to}`, latestMs);
    this.boundMs.set(`${shardId} ${to}`, commit.boundMs);
    this.headMs.set(shardId, latestMs);
  }

  /** Up to a commit's end; null where there was no such event. */
  at(shardId: string, to: string): number | null {
    return this.latestMs.get(`${shardId} ${to}`) ?? null;
  }

  /** The bound of the commit that ends there; null where there is none. */
  boundAt(shardId: string, to: string): number | null {
    return this.boundMs.get(`${shardId} ${to}`) ?? null;
  }

  /**
   * The time that all parents of a shard have come to by an epoch, or theirs; null where that is not known of one, or there are
   * none. What is committed while an epoch is put is in a later one.
   */
  ofParents(shardId: string, shards: EpochRow['shards']): number | null {
    const { parents } = this.kinesis.shards.get(shardId)!;
    const all = parents.map(parent => {
      const stand = shards[parent];
      const ownMs = stand ? this.at(parent, stand.applied) : this.headMs.get(parent);
      return ownMs ?? this.ofParents(parent, shards);
    });
    return all.length === 0 || all.includes(null) ? null : Math.min(...(all as number[]));
  }

  /** Asked at a shard's first commit: where a definition drops copies its parents are committed to their end by then. */
  private copiesOf(shardId: string): Copies {
    let copies = this.copies.get(shardId);
    if (!copies) {
      copies = new Copies(this.kinesis.shards.get(shardId)!.parents.map(parent => this.copiesOf(parent)));
      this.copies.set(shardId, copies);
    }
    return copies;
  }
}
