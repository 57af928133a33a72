import {
  type Clock,
  isIteratorExpired,
  type RecordsPage,
  type SequenceNumber,
  type SourceStream,
  type StreamRecord,
} from '../ports';
import { BEGIN, SHARD_END } from '../sequence-number';
import { type Commit, headPosition } from '../store/chain';
import { isAnyKept, keptFrom } from './kept-records';

/** Where reading goes on in a shard. */
export interface Position {
  readonly shardId: string;
  readonly to: SequenceNumber;
  /** Latest arrival of a record up to `to`, ms; 0 where it is not known. */
  readonly toArrivalMs: number;
}

/** Records asked for by the first read and by those that follow, 1-10,000. */
export interface PageSizes {
  readonly first: number;
  readonly rest: number;
}

/** Records of a shard, in order. */
export interface ShardPage {
  readonly records: readonly StreamRecord[];
  /** The shard is closed, and no page follows. */
  readonly isEnd: boolean;
  /** Nothing is left to read for now: the page is empty, and as late as the stream. */
  readonly isUpToNow: boolean;
  readonly childShards: RecordsPage['childShards'];
}

interface Stream {
  readonly source: SourceStream;
  readonly clock: Clock;
}

type Place = Pick<StreamRecord, 'sequenceNumber' | 'arrivalMs'>;

const OLDEST_KEPT: Place = { sequenceNumber: BEGIN, arrivalMs: 0 };

/** Where a shard is looked at after its head. The end of a sealed one is no position that the stream gave, but the seal's beginning is. */
export function positionAfter(shardId: string, head: Commit | undefined): Position {
  const to = head?.to === SHARD_END ? head.from : headPosition(head);
  return { shardId, to, toArrivalMs: head?.toArrivalMs ?? 0 };
}

/**
 * What a shard holds after a position, page by page; an empty page is not the end, only one without `next` is. The stream is
 * asked for no position that it never gave, which Kinesis refuses: a sealed shard has no pages. A position whose record has
 * expired, by the first read or since, may show nothing, page after page (seen by users, in no page of AWS's), so reading
 * then goes on with the oldest record kept. An iterator that has grown older than the 5 minutes for which it may be used is
 * asked for again.
 */
export async function* pagesAfter(
  stream: Stream,
  { shardId, to, toArrivalMs }: Position,
  { first, rest }: PageSizes,
): AsyncGenerator<ShardPage, void, undefined> {
  if (to === SHARD_END) return;
  const { source } = stream;
  let last = await unlessExpired(stream, shardId, { sequenceNumber: to, arrivalMs: toArrivalMs });
  let iterator: string | undefined = await source.iteratorAfter(shardId, last.sequenceNumber);
  for (let limit = first; iterator !== undefined; limit = rest) {
    const page: RecordsPage = await pageAt(source, shardId, iterator, last.sequenceNumber, limit);
    last = page.records.at(-1) ?? last;
    const records = page.records.filter(({ sequenceNumber }) => sequenceNumber > to);
    const isUpToNow = records.length === 0 && page.millisBehindLatest === 0;
    yield { records, isEnd: page.next === undefined, isUpToNow, childShards: page.childShards };
    iterator = page.next;
    if (iterator === undefined || page.records.length > 0 || isUpToNow) continue;
    const place = await unlessExpired(stream, shardId, last);
    if (place !== last) iterator = await source.iteratorAfter(shardId, place.sequenceNumber);
    last = place;
  }
}

/** The place after a record; of one that has expired the place before the oldest record kept. */
async function unlessExpired({ source, clock }: Stream, shardId: string, last: Place): Promise<Place> {
  if (last.sequenceNumber === BEGIN || last.arrivalMs >= keptFrom(clock.now())) return last;
  return (await isAnyKept(source, shardId, last.sequenceNumber)) ? last : OLDEST_KEPT;
}

async function pageAt(
  source: SourceStream,
  shardId: string,
  iterator: string,
  last: SequenceNumber,
  limit: number,
): Promise<RecordsPage> {
  try {
    return await source.getRecords(iterator, limit);
  } catch (error) {
    if (!isIteratorExpired(error)) throw error;
    return source.getRecords(await source.iteratorAfter(shardId, last), limit);
  }
}
