import type { AggregateDeps } from '../aggregate/invocation';
import { isShardGone, type SequenceNumber, type Table } from '../ports';
import { BEGIN, SHARD_END } from '../sequence-number';
import { after, gapKey, GAPS_PK, SWEPT_KEY } from '../store/keys';
import { type Commit, headPosition } from './chain';
import { type Progress, startAfter } from './progress';
import { putCommit } from './put-commit';

/** Kinesis keeps records for at least a day (Changing the data retention period). */
export const RETENTION_MS_MIN = 86_400_000;
/** How far the clocks of functions and of Kinesis may disagree, ms. */
const SKEW_MS = 10_000;
/** Of a pipeline this young, ms, shards without a commit are those that it found: what has expired there is older than it. */
const BEGINNING_MS = 3_600_000;
/** How often the tick notes up to where it has swept, ms. */
const NOTE_EVERY_MS = 6 * 3_600_000;

/**
 * Called with records that follow `to`, before they are folded: where others between the two may have expired unread, a gap
 * is stated (rule A2), at once in the log of gaps and with the commit of what follows. What was folded before is committed
 * first, so that a gap always stands where a range begins.
 */
export async function stateGap(deps: AggregateDeps, progress: Progress): Promise<Progress> {
  if (progress.gapAfter === progress.to || !(await mayHaveExpired(deps, progress))) return progress;
  await logGap(deps, progress.shardId, progress.to);
  const next = await putCommit(deps, progress);
  if (next.to !== progress.to) return stateGap(deps, next);
  next.gapAfter = next.to;
  return next;
}

/**
 * Of a shard in which nothing follows its head any more: where records may have expired there unread, the rest of it is
 * committed as a gap. So the chain is closed, and a function that still holds records of it adds no commit that no epoch
 * would merge.
 */
export async function sealLost(
  deps: AggregateDeps,
  shardId: string,
  head: Commit | undefined,
  knownSinceMs: number,
): Promise<void> {
  const stand = { shardId, to: headPosition(head), toArrivalMs: head?.toArrivalMs ?? 0, knownSinceMs };
  if (!(await mayHaveExpired(deps, stand))) return;
  await logGap(deps, shardId, stand.to);
  const rest = await startAfter(deps, shardId, head);
  rest.gapAfter = rest.to;
  rest.to = SHARD_END;
  await putCommit(deps, rest);
}

/**
 * A gap of its own item: it stands although no record may ever follow it. Found again before any tick has read what follows,
 * it is as long as it is found now: a function that holds records of before may yet commit some, and the gap follows those.
 */
async function logGap(
  { state, clock }: Pick<AggregateDeps, 'state' | 'clock'>,
  shardId: string,
  position: SequenceNumber,
): Promise<void> {
  const foundAtMs = clock.now();
  const isUnread = (await readSwept(state)).readUpToMs < keptFrom(foundAtMs);
  const item = { ...gapKey(shardId, position), foundAtMs };
  await state.put(
    item,
    isUnread ? { kind: 'absentOrLower', attribute: 'foundAtMs', value: foundAtMs } : { kind: 'absent' },
  );
}

type Stand = Pick<Progress, 'shardId' | 'to' | 'toArrivalMs'> & {
  /** Since when the shard is known, where the caller can tell, ms. */
  readonly knownSinceMs?: number;
};

/** Whether records after `to` may have expired unread, and Kinesis keeps nothing any more that was read already. */
export async function mayHaveExpired(deps: AggregateDeps, stand: Stand): Promise<boolean> {
  const { shardId, to } = stand;
  if (to === SHARD_END) return false;
  if (!(await mayHaveExpiredUnwatched(deps, stand))) return false;
  return to === BEGIN || !(await isAnyKept(deps.source, shardId, to));
}

/**
 * Whether the last record up to `to` arrived longer ago than Kinesis keeps records for certain, and since then no tick has
 * read all that followed; or it did when a gap before it was found, whatever the ticks have read since.
 */
async function mayHaveExpiredUnwatched(
  { state, clock }: Pick<AggregateDeps, 'state' | 'clock'>,
  { shardId, to, toArrivalMs, knownSinceMs = Infinity }: Stand,
): Promise<boolean> {
  const keptFromMs = keptFrom(clock.now());
  if (toArrivalMs >= keptFromMs) return false;
  const { readUpToMs, sinceMs } = await noteSince(state, clock.now());
  const isNew = to === BEGIN && clock.now() - Math.min(sinceMs, knownSinceMs) < BEGINNING_MS;
  const watchedMs = isNew ? sinceMs : readUpToMs;
  return watchedMs < keptFromMs || toArrivalMs < keptFrom(await gapFoundAt(state, shardId, to));
}

/** Records that arrived before this may have expired, ms. */
export const keptFrom = (nowMs: number): number => nowMs - RETENTION_MS_MIN + SKEW_MS;

/** When the shard's latest gap up to `to` was found, ms. */
async function gapFoundAt(state: Table, shardId: string, to: SequenceNumber): Promise<number> {
  const range = { from: gapKey(shardId, BEGIN).sk, to: after(gapKey(shardId, to).sk) };
  const [gap] = await state.query(GAPS_PK, { ...range, descending: true, limit: 1 });
  return (gap?.['foundAtMs'] as number | undefined) ?? -Infinity;
}

/** Whether Kinesis still keeps a record up to `to`: it drops the oldest first, so none that follows has expired. */
export async function isAnyKept(
  source: AggregateDeps['source'],
  shardId: string,
  to: SequenceNumber,
): Promise<boolean> {
  try {
    const { records } = await source.getRecords(await source.iteratorAfter(shardId, BEGIN), 1);
    return records[0] !== undefined && records[0].sequenceNumber <= to;
  } catch (error) {
    if (isShardGone(error)) return false;
    throw error;
  }
}

/** What the ticks have seen, ms: all that arrived up to `readUpToMs` was read, or its gap logged; the first was at `sinceMs`. */
interface Swept {
  readonly readUpToMs: number;
  readonly sinceMs: number;
}

/** Notes that the pipeline lives, once: who folds its first record or cuts its first epoch. */
export async function noteSince(state: Table, nowMs: number): Promise<Swept> {
  const swept = await readSwept(state);
  if (swept.sinceMs !== Infinity) return swept;
  await state.put({ ...SWEPT_KEY, atMs: 0, sinceMs: nowMs }, { kind: 'absent' });
  return readSwept(state);
}

/** Notes that nothing that arrived up to `readUpToMs` is left unread in any shard. */
export async function noteSwept(state: Table, readUpToMs: number): Promise<void> {
  const noted = await readSwept(state);
  if (readUpToMs - noted.readUpToMs < NOTE_EVERY_MS) return;
  const item = { ...SWEPT_KEY, atMs: readUpToMs, sinceMs: Math.min(noted.sinceMs, readUpToMs) };
  await state.put(item, { kind: 'absentOrLower', attribute: 'atMs', value: readUpToMs });
}

async function readSwept(state: Table): Promise<Swept> {
  const item = await state.get(SWEPT_KEY);
  return {
    readUpToMs: (item?.['atMs'] as number | undefined) ?? 0,
    sinceMs: (item?.['sinceMs'] as number | undefined) ?? Infinity,
  };
}
