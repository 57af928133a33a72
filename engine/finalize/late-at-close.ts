import { decodeRows } from '../store/rows';
import type { Clock, Item, Table } from '../ports';
import { closedKey, readGroup } from '../store/pane-groups';
import { putAllItems } from '../store/write-all';
import { closesAt, groupStart } from '../windows/panes';
import type { TouchingCommit } from './epoch-work';
import type { StoredQuery } from './stored-query';

/** A row that was accepted although its pane was closed for good: it is in no result, and delivered as late. */
export interface LateRow {
  readonly query: string;
  readonly paneStartMs: number;
  readonly key: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Panes of new commits that had closed for good before: a shard that was idle or new may be judged by an old bound. Their
 * rows are marked, so that no later merge takes them either; `readLateRows` finds them for the late output.
 */
export async function markLateRows(
  deps: { readonly state: Table; readonly clock: Clock },
  queries: readonly StoredQuery[],
  commits: readonly TouchingCommit[],
  closedForGoodMs: number | null,
): Promise<void> {
  for (const query of queries) {
    for (const commit of commits) {
      const marks = [...closedPanes(query, commit, closedForGoodMs)].map(([group, panes]): Item => ({
        ...closedKey(query, group, commit),
        panes: [...panes],
      }));
      await putAllItems(deps.state, marks, deps.clock);
    }
  }
}

export function isClosedForGood(query: StoredQuery, paneStartMs: number, closedForGoodMs: number | null): boolean {
  return closedForGoodMs !== null && closesAt(query.panes, paneStartMs) <= closedForGoodMs;
}

/** The rows that `markLateRows` marks, an item of the state table at a time: in the same order whenever they are read. */
export async function* readLateRows(
  state: Table,
  queries: readonly StoredQuery[],
  commits: readonly TouchingCommit[],
  closedForGoodMs: number | null,
): AsyncGenerator<LateRow[]> {
  for (const query of queries) {
    for (const commit of commits) {
      for (const [group, panes] of closedPanes(query, commit, closedForGoodMs)) {
        for (const item of await readGroup(state, query, group, commit)) yield lateRowsOf(query, item, panes);
      }
    }
  }
}

/** The panes of a commit that had closed for good, by their groups. */
function closedPanes(
  query: StoredQuery,
  commit: TouchingCommit,
  closedForGoodMs: number | null,
): Map<number, Set<number>> {
  const groups = new Map<number, Set<number>>();
  for (const pane of commit.panes[query.id] ?? []) {
    if (!isClosedForGood(query, pane, closedForGoodMs)) continue;
    const start = groupStart(query.panes, pane);
    const group = groups.get(start);
    if (group) group.add(pane);
    else groups.set(start, new Set([pane]));
  }
  return groups;
}

function lateRowsOf(query: StoredQuery, item: Item, closed: ReadonlySet<number>): LateRow[] {
  const { name, panes, cellsOf, results } = query;
  const names = Object.keys(query.values);
  return [...decodeRows(item['rows'] as Uint8Array, panes.paneMs)]
    .filter(row => closed.has(row.paneStartMs))
    .map(row => {
      const { paneStartMs, key } = row;
      const aggregates = cellsOf.results(cellsOf.decode(row));
      const endMs = paneStartMs + panes.paneMs;
      const values = results.valuesOf({ key, startMs: paneStartMs, endMs, final: true, aggregates });
      return { query: name, paneStartMs, key, values: Object.fromEntries(names.map((each, i) => [each, values[i]])) };
    });
}
