import type { KinesisModel } from './kinesis-model';
import type { StoredRecord } from './shards';
import type { CommitRow } from './read-state';

/** The records of a commit's range. */
export interface Range {
  readonly folded: readonly StoredRecord[];
  /** Those right after the gap that the commit states, as many as it does not count. */
  readonly lost: readonly StoredRecord[];
}

/** What a commit says of the records in its range: all are folded but those that it owns up to have lost. */
export function rangeOf(kinesis: KinesisModel, { shardId, from, to, gapAfter, counts }: CommitRow): Range {
  const all = kinesis.recordsAfter(shardId, from).filter(record => record.sequenceNumber <= to);
  if (gapAfter === null) return { folded: all, lost: [] };
  const first = all.findIndex(record => record.sequenceNumber > gapAfter);
  const lost = all.slice(first, first + Math.max(0, all.length - counts.newRecords));
  return { folded: all.filter(record => !lost.includes(record)), lost };
}
