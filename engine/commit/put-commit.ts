import { keepSeen } from '../dedupe/load-seen';
import type { RecordBatch, SequenceNumber } from '../ports';
import { BEGIN, SHARD_END } from '../sequence-number';
import { commitToItem, headPosition, readHead } from '../store/chain';
import { latestEpoch } from '../store/epoch-log';
import { noteShard } from '../store/known-shards';
import { putAllItems } from '../store/write-all';
import { commitData } from './commit-data';
import { commitOf } from './commit-of';
import type { CommitDeps } from './deps';
import { foldRecords } from './fold-records';
import { logGap, mayHaveExpired } from './gap';
import { pagesAfter } from './pages-after';
import { isFull, type Progress, startAfter } from './progress';
import { withSchemas } from './with-schemas';

/** Records asked for in one read of the repair path. */
const READ_LIMIT = 1_000;
/** Empty pages in a row before the repair gives up for now; a retry starts afresh. */
const EMPTY_PAGES_MAX = 1_000;

/**
 * Records are read again at 2 MB/s, and a function has two minutes: after so many bytes, or so long, ms, what was folded is
 * committed, so that one that is ended leaves less to the next.
 */
const PIECE_BYTES = 16 * 1024 * 1024;
const PIECE_MS = 20_000;

/**
 * Commits what the progress holds and returns the progress that follows (rules A4 and A5): first the data, then the
 * commit, put only if its slot (shard, from) is free. An empty range is never committed.
 */
export async function putCommit(deps: CommitDeps, progress: Progress): Promise<Progress> {
  if (progress.to === progress.from) return progress.foreignRows ? startAfterHeadOf(deps, progress) : progress;
  const data = commitData(deps.pipeline, progress);
  const boundMs = (await latestEpoch(deps.state))?.watermarkMs ?? null;
  await putAllItems(deps.state, data.items, deps.clock);
  if (progress.from === BEGIN) await noteShard(deps.state, progress.shardId);
  const commit = commitOf(progress, data, boundMs, deps.clock.now());
  if (await deps.state.put(commitToItem(commit), { kind: 'absent' })) {
    keepWhatWasSeen(deps, progress);
    return startAfter(deps, progress.shardId, commit);
  }
  return slotTaken(deps, progress);
}

/**
 * Another commit stands in the slot, or our own whose answer was lost. The chain's head decides: when it reaches as far
 * as we do it stands, whatever its content; otherwise what follows it is folded again from Kinesis.
 */
async function slotTaken(deps: CommitDeps, progress: Progress): Promise<Progress> {
  const head = await readHead(deps.state, progress.shardId);
  const next = await startAfter(deps, progress.shardId, head);
  return headPosition(head) >= progress.to ? next : refold(deps, next, progress.to);
}

async function startAfterHeadOf(deps: CommitDeps, progress: Progress): Promise<Progress> {
  return startAfter(deps, progress.shardId, await readHead(deps.state, progress.shardId));
}

/** Folds records of the progress's shard, whoever read them, and commits whenever that is due. */
export async function foldBatch(deps: CommitDeps, progress: Progress, records: RecordBatch): Promise<Progress> {
  const batch = await withSchemas(deps, records);
  for (let folded = 0; folded < batch.length;) {
    folded = foldRecords(deps.pipeline, progress, batch, folded);
    if (isFull(progress)) progress = await putCommit(deps, progress);
  }
  return progress;
}

/** Folds (progress.to, upTo] from Kinesis and commits it in bounded steps (rule A5); `upTo` is a record that exists. */
async function refold(deps: CommitDeps, progress: Progress, upTo: SequenceNumber): Promise<Progress> {
  return putCommit(deps, await foldUntil(deps, progress, upTo, 'inclusive'));
}

/** Folds and commits what is left of a closed shard. */
export async function refoldToEnd(deps: CommitDeps, progress: Progress): Promise<Progress> {
  return putCommit(deps, await foldUntil(deps, progress, SHARD_END, 'inclusive'));
}

/**
 * Folds what Kinesis holds after `to` and before `first`, which the platform has passed over (rule A2); most often there
 * is nothing, and one record is read to see it.
 */
export function foldSkipped(deps: CommitDeps, progress: Progress, first: SequenceNumber): Promise<Progress> {
  return foldUntil(deps, progress, first, 'exclusive');
}

async function foldUntil(
  deps: CommitDeps,
  start: Progress,
  end: SequenceNumber,
  kind: 'inclusive' | 'exclusive',
): Promise<Progress> {
  let progress = start;
  const isWithin = (at: SequenceNumber): boolean => at < end || (kind === 'inclusive' && at === end);
  let piece = { bytes: 0, sinceMs: deps.clock.now() };
  const sizes = { first: kind === 'exclusive' ? 1 : READ_LIMIT, rest: READ_LIMIT };
  let emptyPages = 0;
  for await (const page of pagesAfter(deps, start, sizes)) {
    emptyPages = page.records.length === 0 ? emptyPages + 1 : 0;
    if (emptyPages > EMPTY_PAGES_MAX) throw new Error(`${progress.shardId}: no record found before ${end}`);
    if (page.records.length > 0) progress = await stateGap(deps, progress);
    // The end that is looked for may have expired itself.
    else if (page.isUpToNow && (await mayHaveExpired(deps, progress))) return stateGap(deps, progress);
    const records = page.records.filter(({ sequenceNumber }) => isWithin(sequenceNumber));
    progress = await foldBatch(deps, progress, records);
    piece.bytes += records.reduce((sum, { data }) => sum + data.length, 0);
    if (piece.bytes >= PIECE_BYTES || deps.clock.now() - piece.sinceMs >= PIECE_MS) {
      progress = await putCommit(deps, progress);
      piece = { bytes: 0, sinceMs: deps.clock.now() };
    }
    if (page.records.some(({ sequenceNumber }) => sequenceNumber >= end)) return progress;
  }
  return stateGap(deps, progress);
}

/**
 * Called with records that follow `to`, before they are folded: where others between the two may have expired unread, a gap
 * is stated (rule A2), at once in the log of gaps and with the commit of what follows. What was folded before is committed
 * first, so that a gap always stands where a range begins.
 */
export async function stateGap(deps: CommitDeps, progress: Progress): Promise<Progress> {
  if (progress.gapAfter === progress.to || !(await mayHaveExpired(deps, progress))) return progress;
  await logGap(deps, progress.shardId, progress.to);
  const next = await putCommit(deps, progress);
  if (next.to !== progress.to) return stateGap(deps, next);
  next.gapAfter = next.to;
  return next;
}

/** Spares the next range a read of what this one knows. */
function keepWhatWasSeen({ pipeline, state }: CommitDeps, { shardId, seen, to, toArrivalMs, ...rest }: Progress): void {
  if (!pipeline.dedupe || !seen || rest.foreignRows) return;
  keepSeen(state, shardId, to, seen.settled(toArrivalMs, pipeline.dedupe.withinMs));
}
