import { ByteReader } from '../encoding/byte-reader';
import { ByteWriter } from '../encoding/byte-writer';
import type { Panes } from '../windows/panes';
import { KeyReader, KeyWriter } from './key-difference';

/**
 * Version of what is stored under a query's id: rows as here, their cells as the accumulators write them, and the rows of
 * results. Whoever changes one of these raises it. It is part of every id, so that state of another format is never read as
 * this one's.
 */
export const ROW_FORMAT = 3;

/**
 * One (pane, key) of a query with its encoded accumulators: what state and partials are made of. It can be moved
 * without knowing the query, so that state of an older generation is committed as it is. The cells stand from `start` to
 * `end` in `bytes`, which rows share: a view for each would cost more than what is in it.
 */
export interface Row {
  readonly paneStartMs: number;
  /** The group-by values as a JSON array. */
  readonly key: string;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** A query's part of the state, free of its definition: what a commit needs to write it. */
export interface QueryRows {
  readonly queryId: string;
  readonly panes: Panes;
  readonly rows: readonly Row[];
}

/**
 * Encodes rows, which are sorted by pane, then key: the keys once each, sorted, as their difference from the one before; then
 * a row for a row. A row of the pane before it says how many keys on its key is, one of a new pane how many panes on that is.
 */
export function encodeRows(rows: readonly Row[], paneMs: number): Buffer {
  const out = new ByteWriter(rows.length * 24 + 64);
  const places = writeKeys(rows, out);
  out.varint(rows.length);
  let paneStartMs = rows[0]?.paneStartMs ?? 0;
  let place = -1;
  out.signedVarint(paneStartMs);
  for (const row of rows) {
    const at = places.get(row.key)!;
    if (row.paneStartMs === paneStartMs) out.varint((at - place - 1) * 2);
    else {
      out.varint(((row.paneStartMs - paneStartMs) / paneMs) * 2 - 1);
      out.varint(at);
    }
    out.varint(row.end - row.start);
    out.copy(row.bytes, row.start, row.end);
    paneStartMs = row.paneStartMs;
    place = at;
  }
  return out.finish();
}

/** The place of each key among the keys. */
function writeKeys(rows: readonly Row[], out: ByteWriter): Map<string, number> {
  const places = new Map<string, number>();
  for (const { key } of rows) places.set(key, 0);
  const keys = [...places.keys()].sort();
  const writer = new KeyWriter(out);
  out.varint(keys.length);
  keys.forEach((key, i) => {
    writer.write(key);
    places.set(key, i);
  });
  return places;
}

export function decodeRows(bytes: Uint8Array, paneMs: number): Row[] {
  const from = new ByteReader(bytes);
  const keys = readKeys(from);
  const length = from.varint();
  let paneStartMs = from.signedVarint();
  let place = -1;
  const rows: Row[] = [];
  for (let i = 0; i < length; i++) {
    const step = from.varint();
    if (step % 2 === 0) place += step / 2 + 1;
    else {
      paneStartMs += ((step + 1) / 2) * paneMs;
      place = from.varint();
    }
    const key = keys[place];
    if (key === undefined) throw new RangeError(`key ${place} of ${keys.length}`);
    const cells = from.varint();
    const start = from.skip(cells);
    rows.push({ paneStartMs, key, bytes: from.buffer, start, end: start + cells });
  }
  return rows;
}

function readKeys(from: ByteReader): string[] {
  const reader = new KeyReader(from);
  return Array.from({ length: from.varint() }, () => reader.read());
}

/** The order of rows in a partial: pane, then key. */
export function compareRows(a: Row, b: Row): number {
  return a.paneStartMs - b.paneStartMs || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
