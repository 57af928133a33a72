import type { AggregateDeps } from '../aggregate/invocation';
import type { SequenceNumber, Table } from '../ports';
import { BEGIN } from '../sequence-number';
import { gapKey, SWEPT_KEY } from '../store/keys';
import type { Progress } from './progress';
import { putCommit } from './put-commit';

/** Kinesis keeps records for at least a day (Changing the data retention period). */
export const RETENTION_MS_MIN = 86_400_000;
/** How far the clocks of functions and of Kinesis may disagree, ms. */
const SKEW_MS = 10_000;
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

/** A gap of its own item: it stands although no record may ever follow it. */
export async function logGap(
  { state, clock }: Pick<AggregateDeps, 'state' | 'clock'>,
  shardId: string,
  after: SequenceNumber,
): Promise<void> {
  await state.put({ ...gapKey(shardId, after), foundAtMs: clock.now() }, { kind: 'absent' });
}

type Stand = Pick<Progress, 'shardId' | 'to' | 'toArrivalMs'>;

/** Whether records after `to` may have expired unread, and Kinesis keeps nothing any more that was read already. */
export async function mayHaveExpired(deps: AggregateDeps, stand: Stand): Promise<boolean> {
  const { shardId, to } = stand;
  if (!(await mayHaveExpiredUnwatched(deps, stand))) return false;
  return to === BEGIN || !(await isAnyKept(deps.source, shardId, to));
}

/**
 * Whether the last record up to `to` arrived longer ago than Kinesis keeps records for certain, and since then no tick has
 * read all that followed. Once logged, a gap stays one, whatever a tick reads later.
 */
export async function mayHaveExpiredUnwatched(
  { state, clock }: Pick<AggregateDeps, 'state' | 'clock'>,
  { shardId, to, toArrivalMs }: Stand,
): Promise<boolean> {
  const keptFromMs = clock.now() - RETENTION_MS_MIN + SKEW_MS;
  if (toArrivalMs >= keptFromMs) return false;
  const { readUpToMs, sinceMs } = await readSwept(state);
  // What was in a shard before the first tick is older than the pipeline.
  const watchedMs = to === BEGIN ? Math.max(readUpToMs, sinceMs) : readUpToMs;
  return watchedMs < keptFromMs || (await state.get(gapKey(shardId, to))) !== undefined;
}

/** Whether Kinesis still keeps a record up to `to`: it drops the oldest first, so none that follows has expired. */
async function isAnyKept(source: AggregateDeps['source'], shardId: string, to: SequenceNumber): Promise<boolean> {
  const { records } = await source.getRecords(await source.iteratorAfter(shardId, BEGIN), 1);
  return records[0] !== undefined && records[0].sequenceNumber <= to;
}

/** What the ticks have seen, ms: all that arrived up to `readUpToMs` was read, or its gap logged; the first was at `sinceMs`. */
interface Swept {
  readonly readUpToMs: number;
  readonly sinceMs: number;
}

/** Notes that the pipeline lives, once. */
export async function noteSince(state: Table, nowMs: number): Promise<void> {
  if ((await readSwept(state)).sinceMs === Infinity)
    await state.put({ ...SWEPT_KEY, atMs: 0, sinceMs: nowMs }, { kind: 'absent' });
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
