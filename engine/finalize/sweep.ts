import { type Commit, headPosition, readHead } from '../store/chain';
import { noteSince, noteSwept } from '../store/swept';
import { pagesAfter } from '../commit/pages-after';
import { foldBatch, putCommit, stateGap } from '../commit/put-commit';
import { ShardNotListed, start } from '../commit/start';
import { SHARD_END } from '../sequence-number';
import { depsOf } from '../commit/deps';
import type { FinalizeDeps, FinalizeRequest } from './request';
import type { ShardFailures } from './shard-failures';

/** A head that has not moved for three windows and the time a quiet window may wait for its end, ms (Lambda: 2 minutes). */
const QUIET_WINDOW_MS = 180_000;
const READ_LIMIT = 1_000;
/** Pages folded for one shard in one tick. */
const PAGES_MAX = 100;

/** How long records may wait after a shard's head before the tick folds them itself, ms. */
const sweepAfterMs = (commitEveryMs: number): number => 3 * commitEveryMs + QUIET_WINDOW_MS;

/**
 * Folds and commits what follows a head that has not moved though records follow it: an invocation that was lost and will
 * never come (rule A8). The chain makes that safe beside an invocation that comes after all. A shard that fails does not
 * stop the others.
 */
export async function sweep(deps: FinalizeDeps, request: FinalizeRequest, failures: ShardFailures): Promise<void> {
  const waitMs = sweepAfterMs(deps.pipeline.commitEveryMs);
  await noteSince(deps.state, deps.clock.now());
  let readUpToMs = deps.clock.now() - waitMs;
  for (const { shardId } of await deps.source.listShards()) {
    if (deps.clock.now() >= request.deadlineMs) return;
    const upToMs = await failures.caught(shardId, () => readUpTo(depsOf(deps, shardId), request, shardId, waitMs));
    readUpToMs = Math.min(readUpToMs, upToMs ?? 0);
  }
  await noteSwept(deps.state, readUpToMs);
}

/** The arrival up to which nothing of the shard is left unread, ms: its head stands still and is swept, or it is of one that moves. */
async function readUpTo(
  deps: FinalizeDeps,
  request: FinalizeRequest,
  shardId: string,
  waitMs: number,
): Promise<number> {
  const head = await readHead(deps.state, shardId);
  if (headPosition(head) === SHARD_END) return Infinity;
  const nowMs = deps.clock.now();
  if (head !== undefined && nowMs - head.committedAtMs < waitMs) return head.toArrivalMs;
  try {
    return await sweepShard(deps, request, shardId, head, nowMs - waitMs);
  } catch (error) {
    // Before a listing shows all of its parents it waits for another tick.
    if (error instanceof ShardNotListed) return head?.toArrivalMs ?? 0;
    throw error;
  }
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
  let isRead = false;
  let pages = 0;
  for await (const page of pagesAfter(deps, progress, { first: 1, rest: READ_LIMIT })) {
    const { records, isEnd, isUpToNow } = page;
    if (records.length > 0 || isEnd || isUpToNow) progress = await stateGap(deps, progress);
    const young = records.findIndex(record => record.arrivalMs > arrivedBeforeMs);
    progress = await foldBatch(deps, progress, young < 0 ? records : records.slice(0, young));
    isRead = young >= 0 || isEnd || isUpToNow;
    if (isRead || ++pages === PAGES_MAX || deps.clock.now() >= request.deadlineMs) break;
  }
  await putCommit(deps, progress);
  return isRead ? arrivedBeforeMs : (head?.toArrivalMs ?? 0);
}
