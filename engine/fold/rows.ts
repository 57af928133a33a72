import { ByteReader } from '../encoding/byte-reader';
import { ByteWriter } from '../encoding/byte-writer';
import { KeyReader, KeyWriter } from './key-difference';

/**
 * One (pane, key) of a query with its encoded accumulators: what state and partials are made of. It can be moved
 * without knowing the query, so that state of an older generation is committed as it is.
 */
export interface Row {
  readonly paneStartMs: number;
  /** The group-by values as a JSON array. */
  readonly key: string;
  readonly cells: Uint8Array;
}

/** Encodes rows; panes are written as distances in panes, keys as their difference, from the row before. */
export function encodeRows(rows: readonly Row[], paneMs: number): Buffer {
  const out = new ByteWriter(rows.length * 32 + 16);
  out.varint(rows.length);
  let previous = rows[0]?.paneStartMs ?? 0;
  out.signedVarint(previous);
  const keys = new KeyWriter(out);
  for (const row of rows) {
    out.signedVarint((row.paneStartMs - previous) / paneMs);
    keys.write(row.key);
    out.bytes(row.cells);
    previous = row.paneStartMs;
  }
  return out.finish();
}

export function decodeRows(bytes: Uint8Array, paneMs: number): Row[] {
  const from = new ByteReader(bytes);
  const length = from.varint();
  let paneStartMs = from.signedVarint();
  const keys = new KeyReader(from);
  const rows = new Array<Row>(length);
  for (let i = 0; i < length; i++) {
    paneStartMs += from.signedVarint() * paneMs;
    rows[i] = { paneStartMs, key: keys.read(), cells: from.bytes() };
  }
  return rows;
}

/** The order of rows in a partial: pane, then key. */
export function compareRows(a: Row, b: Row): number {
  return a.paneStartMs - b.paneStartMs || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
