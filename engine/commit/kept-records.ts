import { isShardGone, type RecordsPage, type SequenceNumber, type SourceStream } from '../ports';
import { BEGIN } from '../sequence-number';

/** Kinesis keeps records for at least a day (Changing the data retention period). */
export const RETENTION_MS_MIN = 86_400_000;
/** How far the clocks of functions and of Kinesis may disagree, ms. */
const SKEW_MS = 10_000;

/** Records that arrived before this may have expired, ms. */
export const keptFrom = (nowMs: number): number => nowMs - RETENTION_MS_MIN + SKEW_MS;

/** Pages looked at for the oldest record: an empty one that is behind the latest is not the end (GetRecords). */
const PAGES_MAX = 10;

/** Whether Kinesis still keeps a record up to `to`: it drops the oldest first, so none that follows has expired. */
export async function isAnyKept(source: SourceStream, shardId: string, to: SequenceNumber): Promise<boolean> {
  try {
    let iterator: string | undefined = await source.iteratorAfter(shardId, BEGIN);
    for (let pages = 0; pages < PAGES_MAX && iterator !== undefined; pages++) {
      const page: RecordsPage = await source.getRecords(iterator, 1);
      const [oldest] = page.records;
      if (oldest) return oldest.sequenceNumber <= to;
      if (page.millisBehindLatest === 0) return false;
      iterator = page.next;
    }
    return false;
  } catch (error) {
    if (isShardGone(error)) return false;
    throw error;
  }
}
