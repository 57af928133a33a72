import type { AggregateDeps } from '../aggregate/invocation';
import { latestEpoch } from '../epoch/epoch-log';
import { putAllItems } from '../store/write-all';
import { type Commit, commitToItem, headPosition, readHead } from './chain';
import { commitData } from './commit-data';
import { addCounts } from './counts';
import { keepSeen } from '../dedupe/load-seen';
import { BEGIN } from '../sequence-number';
import { noteShard } from './known-shards';
import { type Progress, startAfter } from './progress';
import { refold } from './refold';

/**
 * Commits what the progress holds and returns the progress that follows (rules A4 and A5): first the data, then the
 * commit, put only if its slot (shard, from) is free. An empty range is never committed.
 */
export async function putCommit(deps: AggregateDeps, progress: Progress): Promise<Progress> {
  if (progress.to === progress.from) return progress.foreignRows ? startAfterHeadOf(deps, progress) : progress;
  const data = commitData(deps.pipeline, progress);
  const boundMs = (await latestEpoch(deps.state))?.watermarkMs ?? null;
  await putAllItems(deps.state, data.items, deps.clock);
  if (progress.from === BEGIN) await noteShard(deps.state, progress.shardId);
  const commit: Commit = {
    shardId: progress.shardId,
    from: progress.from,
    to: progress.to,
    digest: data.digest,
    ordinal: progress.ordinal,
    generation: progress.generation,
    boundMs: later(progress.boundMs, boundMs),
    maxEventTimeMs: progress.maxEventTimeMs,
    acceptedArrivalMs: progress.acceptedArrivalMs,
    firstArrivalMs: progress.firstArrivalMs,
    toArrivalMs: progress.toArrivalMs,
    touched: data.touched,
    latestPanes: data.latestPanes,
    sideItems: data.sideItems,
    counts: progress.counts,
    totals: addCounts(progress.totals, progress.counts),
    gapAfter: progress.gapAfter,
    committedAtMs: deps.clock.now(),
  };
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
async function slotTaken(deps: AggregateDeps, progress: Progress): Promise<Progress> {
  const head = await readHead(deps.state, progress.shardId);
  const next = await startAfter(deps, progress.shardId, head);
  return headPosition(head) >= progress.to ? next : refold(deps, next, progress.to);
}

async function startAfterHeadOf(deps: AggregateDeps, progress: Progress): Promise<Progress> {
  return startAfter(deps, progress.shardId, await readHead(deps.state, progress.shardId));
}

/** Spares the next range a read of what this one knows. */
function keepWhatWasSeen(
  { pipeline, state }: AggregateDeps,
  { shardId, seen, to, toArrivalMs, ...rest }: Progress,
): void {
  if (!pipeline.dedupe || !seen || rest.foreignRows) return;
  keepSeen(state, shardId, to, seen.settled(toArrivalMs, pipeline.dedupe.withinMs));
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
