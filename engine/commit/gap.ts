import type { SequenceNumber, Table } from '../ports';
import { BEGIN, SHARD_END } from '../sequence-number';
import { after, gapKey, GAPS_PK } from '../store/keys';
import { noteSince, readSwept } from '../store/swept';
import type { CommitDeps } from './deps';
import { isAnyKept, keptFrom } from './kept-records';
import type { Progress } from './progress';

/** Of a pipeline this young, ms, shards without a commit are those that it found: what has expired there is older than it. */
const BEGINNING_MS = 3_600_000;

/**
 * A gap of its own item: it stands although no record may ever follow it. Found again before any tick has read what follows,
 * it is as long as it is found now: a function that holds records of before may yet commit some, and the gap follows those.
 */
export async function logGap(
  { state, clock }: Pick<CommitDeps, 'state' | 'clock'>,
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
export async function mayHaveExpired(deps: CommitDeps, stand: Stand): Promise<boolean> {
  const { shardId, to } = stand;
  if (to === SHARD_END) return false;
  if (!(await mayHaveExpiredUnwatched(deps, stand))) return false;
  return to === BEGIN || !(await isAnyKept(deps.source, shardId, to));
}

/**
 * Whether the last record up to `to` arrived longer ago than Kinesis keeps records for certain, and since then no tick has
 * read all that followed; or it did when a gap before it was found, whatever the ticks have read since. Up to BEGIN are the
 * records from before the pipeline's start.
 */
async function mayHaveExpiredUnwatched(
  { source, state, clock }: CommitDeps,
  { shardId, to, knownSinceMs = Infinity, ...stand }: Stand,
): Promise<boolean> {
  const keptFromMs = keptFrom(clock.now());
  const toArrivalMs = to === BEGIN ? (source.startAtMs ?? 0) : stand.toArrivalMs;
  if (toArrivalMs >= keptFromMs) return false;
  const { readUpToMs, sinceMs } = await noteSince(state, clock.now());
  const isNew = to === BEGIN && clock.now() - Math.min(sinceMs, knownSinceMs) < BEGINNING_MS;
  const watchedMs = isNew ? sinceMs : readUpToMs;
  return watchedMs < keptFromMs || toArrivalMs < keptFrom(await gapFoundAt(state, shardId, to));
}

/** When the shard's latest gap up to `to` was found, ms. */
async function gapFoundAt(state: Table, shardId: string, to: SequenceNumber): Promise<number> {
  const range = { from: gapKey(shardId, BEGIN).sk, to: after(gapKey(shardId, to).sk) };
  const [gap] = await state.query(GAPS_PK, { ...range, descending: true, limit: 1 });
  return (gap?.['foundAtMs'] as number | undefined) ?? -Infinity;
}
