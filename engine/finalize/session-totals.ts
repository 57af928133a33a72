import { decodeRows, encodeRows, compareRows, type Row } from '../store/rows';
import { ByteWriter } from '../encoding/byte-writer';
import type { Clock, Item, Table } from '../ports';
import type { Epoch } from '../store/epoch-log';
import { isTotals, totalsKey } from '../store/pane-groups';
import { putAllItems } from '../store/write-all';
import { groupStart } from '../windows/panes';
import type { Chain } from './session-run';
import type { StoredQuery } from './stored-query';

/** Panes of a chain above which it is worth a total: a shorter one is followed to its beginning. */
export const TOTAL_PANES_MIN = 4;
/** Bytes of rows in one item, well below DynamoDB's 400 KB. */
const ITEM_BYTES_MAX = 300 * 1024;

/** For what query and epoch, and where, totals are put. */
interface TotalsDeps {
  readonly query: StoredQuery;
  readonly epoch: Epoch;
  readonly state: Table;
  readonly clock: Clock;
}

/** Chains that reach the end of a pane group, by key. */
export interface ChainTotals {
  get(key: string): Chain | undefined;
}

/**
 * Puts what the chains come to at the end of a pane group that is closed for good (rule F6). It never changes again, and it
 * is a shortcut only: where it is missing, the panes themselves are read.
 */
export async function putTotals(
  { query, epoch, state, clock }: TotalsDeps,
  lastPaneMs: number,
  chains: ReadonlyMap<string, Chain>,
): Promise<void> {
  const parts: Row[][] = [];
  let bytes = Infinity;
  for (const [key, chain] of [...chains].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const rows = rowsOf(query, key, chain);
    const added = rows.reduce((sum, row) => sum + 3 * row.key.length + row.end - row.start + 18, 0);
    bytes += added;
    if (bytes > ITEM_BYTES_MAX) {
      parts.push([]);
      bytes = added;
    }
    parts.at(-1)!.push(...rows);
  }
  const items = parts.map((rows, part): Item => ({
    ...totalsKey(query, groupStart(query.panes, lastPaneMs), part),
    epoch: epoch.number,
    rows: encodeRows(rows.sort(compareRows), query.panes.paneMs),
  }));
  await putAllItems(state, items, clock);
}

/** A row for each part of the chain. */
function rowsOf(query: StoredQuery, key: string, chain: Chain): Row[] {
  return chain.map(({ paneStartMs, cells }) => {
    const out = new ByteWriter(64);
    query.cellsOf.encode(cells, out);
    const bytes = out.finish();
    return { paneStartMs, key, bytes, start: 0, end: bytes.length };
  });
}

/** The totals among a group's items. An epoch does not take what a later one has put: it may hold commits that it must not see. */
export function decodeTotals(query: StoredQuery, items: readonly Item[], epoch: number): ChainTotals {
  const byKey = new Map<string, Row[]>();
  for (const item of items) {
    if (!isTotals(item) || (item['epoch'] as number) > epoch) continue;
    for (const row of decodeRows(item['rows'] as Uint8Array, query.panes.paneMs)) {
      const rows = byKey.get(row.key);
      if (rows) rows.push(row);
      else byKey.set(row.key, [row]);
    }
  }
  return { get: key => chainOf(query, byKey.get(key)) };
}

function chainOf(query: StoredQuery, rows: readonly Row[] | undefined): Chain | undefined {
  return rows?.map(row => ({ paneStartMs: row.paneStartMs, cells: query.cellsOf.decode(row) }));
}
