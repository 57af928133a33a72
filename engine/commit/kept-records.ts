import { isShardGone, type SequenceNumber, type SourceStream } from '../ports';
import { BEGIN } from '../sequence-number';

/** Kinesis keeps records for at least a day (Changing the data retention period). */
export const RETENTION_MS_MIN = 86_400_000;
/** How far the clocks of functions and of Kinesis may disagree, ms. */
const SKEW_MS = 10_000;

/** Records that arrived before this may have expired, ms. */
export const keptFrom = (nowMs: number): number => nowMs - RETENTION_MS_MIN + SKEW_MS;

/** Whether Kinesis still keeps a record up to `to`: it drops the oldest first, so none that follows has expired. */
export async function isAnyKept(source: SourceStream, shardId: string, to: SequenceNumber): Promise<boolean> {
  try {
    const { records } = await source.getRecords(await source.iteratorAfter(shardId, BEGIN), 1);
    return records[0] !== undefined && records[0].sequenceNumber <= to;
  } catch (error) {
    if (isShardGone(error)) return false;
    throw error;
  }
}
