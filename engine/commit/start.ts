import type { AggregateDeps } from '../aggregate/invocation';
import { parentsOf } from '../dedupe/load-seen';
import { isShardGone } from '../ports';
import { type Commit, readHead } from './chain';
import { type Progress, startAfter } from './progress';
import { refoldToEnd } from './refold';

/** Goes on after the shard's head commit (rule A1); at BEGIN where there is none. */
export async function startFromHead(deps: AggregateDeps, shardId: string): Promise<Progress> {
  return start(deps, shardId, await readHead(deps.state, shardId));
}

/** As startFromHead, where the head is known. */
export async function start(deps: AggregateDeps, shardId: string, head: Commit | undefined): Promise<Progress> {
  if (!head && deps.pipeline.dedupe) await finishParents(deps, shardId);
  return startAfter(deps, shardId, head);
}

/**
 * Folds and commits what is left of a new shard's parents, by the same rules: a copy of an event of theirs is known as one
 * only once they are read to their end. The chain makes that safe beside the parents' own invocations.
 */
async function finishParents(deps: AggregateDeps, shardId: string): Promise<void> {
  for (const parent of await parentsOf(deps.source, shardId)) {
    try {
      await refoldToEnd(deps, await startFromHead(deps, parent));
    } catch (error) {
      if (!isShardGone(error)) throw error;
    }
  }
}
