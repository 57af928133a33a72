import type { Commit } from '../commit/chain';
import { decodeRows } from '../fold/rows';
import type { Clock, Item, Table } from '../ports';
import { after, partialPk } from '../store/keys';
import { putAllItems } from '../store/write-all';
import { closesAt, groupStart } from '../windows/panes';
import type { TouchingCommit } from './epoch-work';
import type { StoredQuery } from './stored-query';

/** Sorts after every shard id, so that partials come first. */
export const CLOSED_PREFIX = '~closed#';

export function parseClosedSk(sk: string): { shardId: string; from: string } {
  const [, shardId, from] = sk.split('#');
  return { shardId: shardId!, from: from! };
}

/** A row that was accepted although its pane was closed for good: it is in no result, and delivered as late. */
export interface LateRow {
  readonly query: string;
  readonly paneStartMs: number;
  readonly key: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Panes of new commits that had closed for good before: a shard that was idle or new may be judged by an old bound. Their
 * rows are marked, so that no later merge takes them either, and returned for the late output.
 */
export async function closeOutLateRows(
  deps: { readonly state: Table; readonly clock: Clock },
  queries: readonly StoredQuery[],
  commits: readonly TouchingCommit[],
  closedForGoodMs: number | null,
): Promise<LateRow[]> {
  if (closedForGoodMs === null) return [];
  const late: LateRow[] = [];
  for (const query of queries) {
    for (const commit of commits) {
      const panes = (commit.panes[query.id] ?? []).filter(pane => isClosedForGood(query, pane, closedForGoodMs));
      if (panes.length === 0) continue;
      const { items, rows } = await lateRowsOf(deps.state, query, commit, panes);
      await putAllItems(deps.state, items, deps.clock);
      late.push(...rows);
    }
  }
  return late;
}

export function isClosedForGood(query: StoredQuery, paneStartMs: number, closedForGoodMs: number | null): boolean {
  return closedForGoodMs !== null && closesAt(query.panes, paneStartMs) <= closedForGoodMs;
}

async function lateRowsOf(
  state: Table,
  query: StoredQuery,
  { shardId, from, digest }: Commit,
  panes: readonly number[],
): Promise<{ items: Item[]; rows: LateRow[] }> {
  const items: Item[] = [];
  const rows: LateRow[] = [];
  for (const group of new Set(panes.map(pane => groupStart(query.panes, pane)))) {
    const pk = partialPk(query.id, group);
    const ofGroup = panes.filter(pane => groupStart(query.panes, pane) === group);
    items.push({ pk, sk: `${CLOSED_PREFIX}${shardId}#${from}`, panes: ofGroup });
    const prefix = `${shardId}#${from}#${digest}`;
    for (const item of await state.query(pk, { from: prefix, to: after(prefix) })) {
      for (const row of decodeRows(item['rows'] as Uint8Array, query.panes.paneMs)) {
        if (!ofGroup.includes(row.paneStartMs)) continue;
        const results = query.cellsOf.results(query.cellsOf.decode(row));
        const values = Object.fromEntries(query.cellsOf.names.map((name, i) => [name, results[i]]));
        rows.push({ query: query.name, paneStartMs: row.paneStartMs, key: row.key, values });
      }
    }
  }
  return { items, rows };
}
