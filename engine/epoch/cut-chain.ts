import { type Commit, commitFromItem } from '../store/chain';
import { touchedBytes } from '../store/touched-panes';
import type { Table } from '../ports';
import { BEGIN } from '../sequence-number';
import { commitPk } from '../store/keys';
import type { ShardStand } from '../store/epoch-log';

/** Commits that one epoch applies, of all shards together: its execution holds them in memory. */
const COMMITS_PER_EPOCH = 16_384;
/** Bytes of their lists of touched panes, of which a pane takes at least one. */
const TOUCHED_PER_EPOCH = 2_000_000;
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
  const bytesMax = TOUCHED_PER_EPOCH / shards;
  let from = previous?.applied ?? BEGIN;
  let cut: Commit | undefined;
  let bytes = 0;
  for (let commits = 0; ;) {
    const page = await state.query(commitPk(head.shardId), { from, limit: PAGE_COMMITS });
    for (const commit of page.map(commitFromItem)) {
      commits++;
      bytes += touchedBytes(commit.touched);
      if (cut && (commits > commitsMax || bytes > bytesMax)) return cut;
      if (commit.from >= head.from) return head;
      cut = commit;
    }
    if (!cut || page.length < PAGE_COMMITS) return head;
    from = cut.to;
  }
}
