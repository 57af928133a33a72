import type { AggregateDeps } from '../aggregate/invocation';
import type { SequenceNumber } from '../ports';
import { SHARD_END } from '../sequence-number';
import { foldRecords } from './fold-records';
import { mayHaveExpired, stateGap } from './gap';
import { pagesAfter } from './pages-after';
import { isFull, type Progress } from './progress';
import { putCommit } from './put-commit';

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

/** Folds (progress.to, upTo] from Kinesis and commits it in bounded steps (rule A5); `upTo` is a record that exists. */
export async function refold(deps: AggregateDeps, progress: Progress, upTo: SequenceNumber): Promise<Progress> {
  return putCommit(deps, await foldUntil(deps, progress, upTo, 'inclusive'));
}

/** Folds and commits what is left of a closed shard. */
export async function refoldToEnd(deps: AggregateDeps, progress: Progress): Promise<Progress> {
  return putCommit(deps, await foldUntil(deps, progress, SHARD_END, 'inclusive'));
}

/**
 * Folds what Kinesis holds after `to` and before `first`, which the platform has passed over (rule A2); most often there
 * is nothing, and one record is read to see it.
 */
export function foldSkipped(deps: AggregateDeps, progress: Progress, first: SequenceNumber): Promise<Progress> {
  return foldUntil(deps, progress, first, 'exclusive');
}

async function foldUntil(
  deps: AggregateDeps,
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
    else if (page.millisBehindLatest === 0 && (await mayHaveExpired(deps, progress))) return stateGap(deps, progress);
    const records = page.records.filter(({ sequenceNumber }) => isWithin(sequenceNumber));
    for (let folded = 0; folded < records.length;) {
      folded = foldRecords(deps.pipeline, progress, records, folded);
      if (isFull(progress)) progress = await putCommit(deps, progress);
    }
    piece.bytes += records.reduce((sum, { data }) => sum + data.length, 0);
    if (piece.bytes >= PIECE_BYTES || deps.clock.now() - piece.sinceMs >= PIECE_MS) {
      progress = await putCommit(deps, progress);
      piece = { bytes: 0, sinceMs: deps.clock.now() };
    }
    if (page.records.some(({ sequenceNumber }) => sequenceNumber >= end)) return progress;
  }
  return stateGap(deps, progress);
}
