import { ByteReader } from '../encoding/byte-reader';
import { ByteWriter } from '../encoding/byte-writer';
import type { QueryRows } from './rows';
import type { Item, SequenceNumber, Table } from '../ports';
import { after, sidePk, touchedPrefix, touchedSk } from './keys';

/** Starts of panes, ms, by query id, ascending. */
export type PanesByQuery = Readonly<Record<string, readonly number[]>>;

/** Bytes of the list that the commit holds itself; a longer one stands in items of its own. */
const INLINE_BYTES_MAX = 64 * 1024;
/** Bytes of the list in one item. */
const PART_BYTES_MAX = 300 * 1024;

/** The list as a commit has it: its bytes, or the number of items that hold them. */
export type TouchedPanes = Uint8Array | number;

/** Under what a commit's items stand. */
interface CommitSlot {
  readonly shardId: string;
  readonly from: SequenceNumber;
  readonly digest: string;
}

/** The panes that received rows. */
export function panesOfRows(queries: readonly QueryRows[]): PanesByQuery {
  return Object.fromEntries(
    queries.map(({ queryId, rows }) => [queryId, [...new Set(rows.map(row => row.paneStartMs))]]),
  );
}

/** What the commit holds, and the items that hold the rest. The rows, which the digest covers, say what is in them. */
export function storedPanes(
  queries: readonly QueryRows[],
  { shardId, from, digest }: CommitSlot,
): { readonly touched: TouchedPanes; readonly items: readonly Item[] } {
  const bytes = encodePanes(queries);
  if (bytes.length <= INLINE_BYTES_MAX) return { touched: bytes, items: [] };
  const items: Item[] = [];
  for (let at = 0; at < bytes.length; at += PART_BYTES_MAX) {
    const panes = bytes.subarray(at, at + PART_BYTES_MAX);
    items.push({ pk: sidePk(shardId), sk: touchedSk(from, digest, items.length), panes });
  }
  return { touched: items.length, items };
}

/** Size of the list, bytes: of one item more or less where it stands in items. */
export const touchedBytes = (touched: TouchedPanes): number =>
  typeof touched === 'number' ? touched * PART_BYTES_MAX : touched.length;

/** The panes that received rows by a commit, from the items that hold them where the commit does not. */
export async function touchedPanes(
  state: Table,
  { shardId, from, digest, touched }: CommitSlot & { readonly touched: TouchedPanes },
): Promise<PanesByQuery> {
  if (typeof touched !== 'number') return decodePanes(touched);
  const prefix = touchedPrefix(from, digest);
  const items = await state.query(sidePk(shardId), { from: prefix, to: after(prefix) });
  if (items.length !== touched) throw new Error(`${shardId} ${from}: ${items.length} of ${touched} lists of panes`);
  return decodePanes(Buffer.concat(items.map(item => item['panes'] as Uint8Array)));
}

/** Of each query its id, the length of a pane, how many there are, the first, and how many panes on each other is. */
function encodePanes(queries: readonly QueryRows[]): Buffer {
  const out = new ByteWriter(1024);
  const touched = panesOfRows(queries);
  for (const { queryId, panes } of queries) {
    const starts = touched[queryId]!;
    out.string(queryId);
    out.varint(panes.paneMs);
    out.varint(starts.length);
    out.signedVarint(starts[0]!);
    for (let i = 1; i < starts.length; i++) out.varint((starts[i]! - starts[i - 1]!) / panes.paneMs);
  }
  return out.finish();
}

function decodePanes(bytes: Uint8Array): PanesByQuery {
  const from = new ByteReader(bytes);
  const touched: Record<string, number[]> = {};
  while (from.remaining > 0) {
    const starts: number[] = (touched[from.string()] = []);
    const paneMs = from.varint();
    const count = from.varint();
    for (let start = from.signedVarint(), i = 0; ; start += from.varint() * paneMs) {
      starts.push(start);
      if (++i === count) break;
    }
  }
  return touched;
}

/** The latest pane of each query, ms. */
export function latestPanes(queries: readonly QueryRows[]): Readonly<Record<string, number>> {
  return Object.fromEntries(queries.map(({ queryId, rows }) => [queryId, rows.at(-1)!.paneStartMs]));
}
