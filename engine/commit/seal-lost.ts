import { SHARD_END } from '../sequence-number';
import { type Commit, headPosition } from '../store/chain';
import type { CommitDeps } from './deps';
import { logGap, mayHaveExpired } from './gap';
import { startAfter } from './progress';
import { putCommit } from './put-commit';

/**
 * Of a shard in which nothing follows its head any more: where records may have expired there unread, the rest of it is
 * committed as a gap. So the chain is closed, and a function that still holds records of it adds no commit that no epoch
 * would merge.
 */
export async function sealLost(
  deps: CommitDeps,
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
