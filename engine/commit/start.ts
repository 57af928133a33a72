import type { CommitDeps } from './deps';
import { isShardGone } from '../ports';
import { BEGIN, SHARD_END } from '../sequence-number';
import { type Commit, readHead } from '../store/chain';
import { type Progress, startAfter } from './progress';
import { refoldToEnd } from './put-commit';

/** Goes on after the shard's head commit (rule A1); at BEGIN where there is none. */
export async function startFromHead(deps: CommitDeps, shardId: string): Promise<Progress> {
  return start(deps, shardId, await readHead(deps.state, shardId));
}

/** As startFromHead, where the head is known. */
export async function start(deps: CommitDeps, shardId: string, head: Commit | undefined): Promise<Progress> {
  if (!head && deps.pipeline.dedupe) await finishParents(deps, shardId);
  return startAfter(deps, shardId, head);
}

/**
 * Folds and commits what is left of a new shard's parents, by the same rules: a copy of an event of theirs is known as one
 * only once they are read to their end. The chain makes that safe beside the parents' own invocations.
 */
async function finishParents(deps: CommitDeps, shardId: string): Promise<void> {
  for (const parent of await knownParentsOf(deps, shardId)) {
    try {
      const head = await readHead(deps.state, parent);
      if (head && isWhollyLost(head)) await finishParents(deps, parent);
      else await refoldToEnd(deps, await start(deps, parent, head));
    } catch (error) {
      if (!isShardGone(error)) throw error;
    }
  }
}

/** Nothing of the shard was folded, so its own parents may not have been read to their end. */
const isWhollyLost = ({ from, to }: Commit): boolean => from === BEGIN && to === SHARD_END;

/** A shard can be read before a listing shows it, and with it its parents: then whoever reads it must try again. */
export class ShardNotListed extends Error {
  override readonly name = 'ShardNotListed';
}

/** @throws ShardNotListed, or that the shard is gone. */
async function knownParentsOf({ source }: CommitDeps, shardId: string): Promise<readonly string[]> {
  const shard = (await source.listShards()).find(listed => listed.shardId === shardId);
  if (shard) return shard.parents;
  await source.iteratorAfter(shardId, BEGIN);
  throw new ShardNotListed(shardId);
}
