import { queryItems } from '../commit/commit-data';
import { firstAfter } from '../commit/fold-records';
import type { Progress } from '../commit/progress';
import { foldBatch, foldSkipped, putCommit } from '../commit/put-commit';
import { startFromHead } from '../commit/start';
import { decodeState, encodeState, STATE_BYTES_MAX, stateBytes, type WindowState } from '../commit/window-state';
import { putAllItems } from '../store/write-all';
import type { AggregateInvocation } from './invocation';
import { type CommitDeps, depsOf } from '../commit/deps';

/**
 * Folds one invocation's records of one shard. The state returned is what the next invocation of the window gets.
 * Rejects on infrastructure errors only; a retry with the same state, an older one or none is harmless.
 */
export async function aggregate(
  invocation: AggregateInvocation,
  pipelineDeps: CommitDeps,
): Promise<{ state: WindowState }> {
  const { records } = invocation;
  const deps = depsOf(pipelineDeps, invocation.shardId);
  let progress = await resume(invocation, deps);
  const firstNew = records.at(firstAfter(records, progress.to));
  if (firstNew) {
    await storeQueries(deps, progress);
    progress = await foldSkipped(deps, progress, firstNew.sequenceNumber);
  }
  progress = await foldBatch(deps, progress, records);
  if (invocation.window && !invocation.isFinal) {
    const state = encodeState(progress);
    if (stateBytes(state) <= STATE_BYTES_MAX) return { state };
  }
  return { state: encodeState(await putCommit(deps, progress)) };
}

/** Takes the state up, or starts at the chain's head (rule A1); state of another generation is committed as it is. */
async function resume(invocation: AggregateInvocation, deps: CommitDeps): Promise<Progress> {
  const progress = await decodeState(deps, invocation.shardId, invocation.state);
  if (!progress) return startFromHead(deps, invocation.shardId);
  return progress.foreignRows ? putCommit(deps, progress) : progress;
}

/** Before a generation's first fold: the next one may have to commit this one's state, and cannot tell its queries. */
async function storeQueries(deps: CommitDeps, { from, to, headGeneration, generation }: Progress): Promise<void> {
  if (from === to && headGeneration !== generation)
    await putAllItems(deps.state, queryItems(deps.pipeline), deps.clock);
}
