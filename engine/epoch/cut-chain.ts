import { type Commit, commitFromItem } from '../commit/chain';
import type { Table } from '../ports';
import { BEGIN } from '../sequence-number';
import { commitPk } from '../store/keys';
import type { ShardStand } from './epoch-log';

/** Commits that one epoch applies, of all shards together, and panes that they touch: what its execution holds in memory. */
const COMMITS_PER_EPOCH = 16_384;
const PANES_PER_EPOCH = 1_000_000;
/** Commits read at once; an epoch may always apply so many of a shard. */
const PAGE_COMMITS = 16;

/**
 * The commit up to which an epoch applies a chain (rule W6): its head, unless too much follows what the epoch before has
 * applied. Then the head is for a later epoch.
 *
 * @param shards how many shards share the epoch.
 */
export async function cutChain(
  state: Table,
  head: Commit,
  previous: Pick<ShardStand, 'applied' | 'ordinal'> | undefined,
  shards: number,
): Promise<Commit> {
  if (head.ordinal - (previous?.ordinal ?? 0) <= PAGE_COMMITS) return head;
  const commitsMax = Math.max(PAGE_COMMITS, Math.floor(COMMITS_PER_EPOCH / shards));
  const panesMax = PANES_PER_EPOCH / shards;
  let from = previous?.applied ?? BEGIN;
  let cut: Commit | undefined;
  let panes = 0;
  for (let commits = 0; ;) {
    const page = await state.query(commitPk(head.shardId), { from, limit: PAGE_COMMITS });
    for (const commit of page.map(commitFromItem)) {
      commits++;
      panes += touchedBy(commit);
      if (cut && (commits > commitsMax || panes > panesMax)) return cut;
      if (commit.from >= head.from) return head;
      cut = commit;
    }
    if (!cut || page.length < PAGE_COMMITS) return head;
    from = cut.to;
  }
}

function touchedBy(commit: Commit): number {
  return Object.values(commit.touched).reduce((sum, panes) => sum + panes.length, 0);
}
