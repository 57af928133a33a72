import type { Counts } from '../store/counts';
import type { SequenceNumber } from '../ports';

/** Something that does not agree. */
export interface Finding {
  readonly shardId: string;
  /** The commit's range, (from, to]; absent where no commit is meant. */
  readonly from?: SequenceNumber;
  readonly to?: SequenceNumber;
  readonly problem: string;
}

/** What became of a commit's range. */
export type RangeCheck =
  /** Read again, and folded again to the same digest. */
  | 'recomputed'
  /** Read again and counted; its content cannot be folded again (another generation, or ids of `dedupe` that are gone). */
  | 'counted'
  /** Kinesis no longer keeps all of its records. */
  | 'expired';

export interface ShardAudit {
  readonly shardId: string;
  /** Of the commits that retention has left, by what could be checked. */
  readonly commits: Readonly<Record<RangeCheck, number>>;
  /** Records of the ranges that were read again. */
  readonly records: number;
  /** Of the shard since its beginning, as its head says. */
  readonly totals: Counts;
  /** Records stand after the head that no commit covers yet: usual while events flow. */
  readonly waiting: boolean;
  readonly findings: readonly Finding[];
}

export interface Audit {
  readonly pipeline: string;
  readonly shards: readonly ShardAudit[];
  /** Of the epochs; those of the shards stand there. */
  readonly findings: readonly Finding[];
  /** Nothing disagrees. */
  readonly agrees: boolean;
}
