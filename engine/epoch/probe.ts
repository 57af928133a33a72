import type { SequenceNumber, SourceStream } from '../ports';

/** What Kinesis says of the records after a shard's head. */
export interface Probe {
  /** No record follows, and the shard is read up to now. */
  readonly caughtUp: boolean;
  /** No record follows, and none ever will: the shard is closed. */
  readonly ended: boolean;
  readonly childShards: readonly string[];
}

/** Pages read before a probe gives up and calls the shard behind. */
const PAGES_MAX = 10;

/** Reads after `head`. An empty page is not the end: only one with nothing behind it is. A failing read rejects. */
export async function probe(source: SourceStream, shardId: string, head: SequenceNumber): Promise<Probe> {
  let iterator = await source.iteratorAfter(shardId, head);
  for (let page = 0; page < PAGES_MAX; page++) {
    const { records, next, millisBehindLatest, childShards } = await source.getRecords(iterator, 1);
    if (records.length > 0) break;
    if (next === undefined) return { caughtUp: true, ended: true, childShards };
    if (millisBehindLatest === 0) return { caughtUp: true, ended: false, childShards };
    iterator = next;
  }
  return { caughtUp: false, ended: false, childShards: [] };
}

/** The stream no longer knows the shard: all its records have expired. */
export function isShardGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}
