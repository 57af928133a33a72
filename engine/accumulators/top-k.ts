import type { Accumulator, Json, Scalar } from './accumulator';
import { decodeScalar, encodeScalar } from './scalar';

interface Entry {
  count: number;
  /** The count may be too high by at most this. */
  error: number;
}

interface Counters {
  readonly entries: Map<Scalar, Entry>;
  /** No value that has no entry occurred more often than this. */
  floor: number;
}

/** Entries kept for the k most frequent values. */
export const capacityOf = (k: number): number => Math.max(64, 8 * k);

/**
 * The k most frequent values by SpaceSaving (Metwally et al., 2005), merged as in Agarwal et al., Mergeable Summaries
 * (2012). Exact while the distinct values fit; after that each count comes with its largest possible error.
 */
export function topK(k: number): Accumulator<Counters> {
  const capacity = capacityOf(k);
  return {
    create: () => ({ entries: new Map(), floor: 0 }),
    add(cell, input) {
      const entry = cell.entries.get(input);
      if (entry) entry.count++;
      else {
        if (cell.entries.size === capacity) evictLeast(cell);
        cell.entries.set(input, { count: cell.floor + 1, error: cell.floor });
      }
      return cell;
    },
    merge(cell, other) {
      for (const [value, entry] of cell.entries) if (!other.entries.has(value)) raise(entry, other.floor);
      for (const [value, { count, error }] of other.entries) {
        const present = cell.entries.get(value);
        if (present) {
          present.count += count;
          present.error += error;
        } else cell.entries.set(value, { count: count + cell.floor, error: error + cell.floor });
      }
      cell.floor += other.floor;
      for (const [value, { count }] of ranked(cell).slice(capacity)) {
        cell.entries.delete(value);
        cell.floor = Math.max(cell.floor, count);
      }
      return cell;
    },
    result: cell => ranked(cell).slice(0, k).map(([value, { count, error }]): Json => (error > 0 ? { value, count, error } : { value, count })),
    encode(cell, out) {
      out.varint(cell.floor);
      out.varint(cell.entries.size);
      for (const [value, { count, error }] of ranked(cell)) {
        encodeScalar(value, out);
        out.varint(count);
        out.varint(error);
      }
    },
    decode(from) {
      const floor = from.varint();
      const size = from.varint();
      const entries = new Map<Scalar, Entry>();
      for (let i = 0; i < size; i++) entries.set(decodeScalar(from), { count: from.varint(), error: from.varint() });
      return { entries, floor };
    },
  };
}

function raise(entry: Entry, by: number): void {
  entry.count += by;
  entry.error += by;
}

function evictLeast(cell: Counters): void {
  const [value, { count }] = [...cell.entries].reduce((least, entry) => (compare(entry, least) > 0 ? entry : least));
  cell.entries.delete(value);
  cell.floor = Math.max(cell.floor, count);
}

/** Highest count first; among equals by type and text, so that the order never depends on arrival. */
function compare([a, x]: [Scalar, Entry], [b, y]: [Scalar, Entry]): number {
  const [s, t] = [typeof a + a, typeof b + b];
  return y.count - x.count || (s < t ? -1 : s > t ? 1 : 0);
}

function ranked(cell: Counters): [Scalar, Entry][] {
  return [...cell.entries].sort(compare);
}
