import { type Commit, headPosition, readHead } from '../commit/chain';
import { foldRecords } from '../commit/fold-records';
import { noteSince, noteSwept, stateGap } from '../commit/gap';
import { isFull } from '../commit/progress';
import { putCommit } from '../commit/put-commit';
import { start } from '../commit/start';
import type { FinalizeDeps, FinalizeRequest } from './request';

/** A head that has not moved for three windows and the time a quiet window may wait for its end, ms (Lambda: 2 minutes). */
const QUIET_WINDOW_MS = 180_000;
const READ_LIMIT = 1_000;
/** Pages folded for one shard in one tick. */
const PAGES_MAX = 100;

/** How long records may wait after a shard's head before the tick folds them itself, ms. */
export const sweepAfterMs = (commitEveryMs: number): number => 3 * commitEveryMs + QUIET_WINDOW_MS;

/**
 * Folds and commits what follows a head that has not moved though records follow it: an invocation that was lost and will
 * never come (rule A8). The chain makes that safe beside an invocation that comes after all.
 */
export async function sweep(deps: FinalizeDeps, request: FinalizeRequest): Promise<void> {
  const waitMs = sweepAfterMs(deps.pipeline.commitEveryMs);
  await noteSince(deps.state, deps.clock.now());
  let readUpToMs = deps.clock.now() - waitMs;
  for (const { shardId } of await deps.source.listShards()) {
    if (deps.clock.now() >= request.deadlineMs) return;
    const head = await readHead(deps.state, shardId);
    const isMoving = head !== undefined && deps.clock.now() - head.committedAtMs < waitMs;
    const upToMs = isMoving
      ? head.toArrivalMs
      : await sweepShard(deps, request, shardId, head, deps.clock.now() - waitMs);
    readUpToMs = Math.min(readUpToMs, upToMs);
  }
  await noteSwept(deps.state, readUpToMs);
}

/** The arrival up to which nothing of the shard is left unread, ms; records younger than `arrivedBeforeMs` may still come by an invocation. */
async function sweepShard(
  deps: FinalizeDeps,
  request: FinalizeRequest,
  shardId: string,
  head: Commit | undefined,
  arrivedBeforeMs: number,
): Promise<number> {
  let progress = await start(deps, shardId, head);
  let iterator: string | undefined = await deps.source.iteratorAfter(shardId, headPosition(head));
  let isRead = false;
  for (let page = 0; !isRead && page < PAGES_MAX && iterator !== undefined; page++) {
    const { records, next, millisBehindLatest } = await deps.source.getRecords(iterator, page === 0 ? 1 : READ_LIMIT);
    if (records.length > 0 || next === undefined || millisBehindLatest === 0) progress = await stateGap(deps, progress);
    for (const record of records) {
      isRead = record.arrivalMs > arrivedBeforeMs;
      if (isRead) break;
      foldRecords(deps.pipeline, progress, [record]);
      if (isFull(progress)) progress = await putCommit(deps, progress);
    }
    isRead ||= next === undefined || (records.length === 0 && millisBehindLatest === 0);
    if (deps.clock.now() >= request.deadlineMs) break;
    iterator = next;
  }
  await putCommit(deps, progress);
  return isRead ? arrivedBeforeMs : (head?.toArrivalMs ?? 0);
}
