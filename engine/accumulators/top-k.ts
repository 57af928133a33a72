import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import type { Scalar, Json } from '../values';
import { type Accumulator, COUNT_BYTES_MAX } from './accumulator';
import { aggregateFunction } from './aggregate-function';
import { compareScalars, decodeScalar, encodeScalar, unsignedZero } from './scalar';

interface Entry {
  readonly value: Scalar;
  /** Never too low. */
  count: number;
  /** Too high by at most this. */
  error: number;
}

interface Counters {
  readonly entries: Map<Scalar, Entry>;
  /** No value without an entry occurred more often than this; no entry counts less. */
  floor: number;
}

/** Most entries kept for the k most frequent values. */
export const capacityOf = (k: number): number => Math.max(64, 8 * k);

/**
 * The k most frequent values by SpaceSaving (Metwally, Agrawal, El Abbadi, 2005), which evicts here a quarter of the entries
 * or more at a time, and merged as in Agarwal et al., Mergeable Summaries (2012). Exact while the distinct values fit the capacity;
 * after that a count may be too high, by at most its error, which is at most n / (3/4 capacity) of n events: each rise of
 * the floor by 1 takes 1 from the excess over the floor of at least so many entries, and an event adds 1 to the sum of these.
 */
function spaceSaving(k: number): Accumulator<Counters> {
  const capacity = capacityOf(k);
  return {
    create: () => ({ entries: new Map(), floor: 0 }),
    add(cell, input) {
      const value = unsignedZero(input);
      const entry = cell.entries.get(value);
      if (entry) entry.count++;
      else {
        if (cell.entries.size >= capacity) evict(cell, (capacity * 3) / 4, k);
        cell.entries.set(value, { value, count: cell.floor + 1, error: cell.floor });
      }
      return cell;
    },
    merge(cell, other) {
      join(cell, other);
      if (cell.entries.size > capacity) evict(cell, capacity, k);
      return cell;
    },
    result: cell => ranked(cell).slice(0, k).map(toJson),
    encode,
    decode,
  };
}

/** Keeps a row of the state far below an item's 400 KB: 8 entries a value, each of at most 512 characters. */
const K_MAX = 20;

/** The entries of a result: `count` is too high by at most `error`, which is 0 where it is exact. */
export const topK = aggregateFunction({
  kind: 'topK',
  sql: ['top_k'],
  parameters: [{ name: 'field', takes: 'any', isKept: true }],
  options: [
    {
      name: 'k',
      expected: `a whole number from 1 to ${K_MAX}`,
      fits: k => Number.isInteger(k) && (k as number) >= 1 && (k as number) <= K_MAX,
    },
  ],
  gives: ([input]) => ({ list: input!.type }),
  bytesMax: ([input], { k }) => 2 * COUNT_BYTES_MAX + capacityOf(k!) * (input! + 2 * COUNT_BYTES_MAX),
  accumulator: ({ k }) => spaceSaving(k!),
});

/** A value that only one side has an entry for may have occurred up to the floor of the other. */
function join(cell: Counters, other: Counters): void {
  for (const [value, entry] of cell.entries) {
    if (other.entries.has(value)) continue;
    entry.count += other.floor;
    entry.error += other.floor;
  }
  for (const [value, { count, error }] of other.entries) {
    const present = cell.entries.get(value);
    if (present) {
      present.count += count;
      present.error += error;
    } else cell.entries.set(value, { value, count: count + cell.floor, error: error + cell.floor });
  }
  cell.floor += other.floor;
}

/**
 * Drops all entries that do not count more than the one of rank `size`, from 0, which becomes the floor; but leaves at least
 * `k`, the first among equals.
 */
function evict(cell: Counters, size: number, k: number): void {
  const entries = [...cell.entries.values()];
  const floor = Float64Array.from(entries, entry => entry.count)
    .sort()
    .at(-1 - size)!;
  const above = entries.filter(entry => entry.count > floor).length;
  const spared =
    above >= k
      ? []
      : entries
          .filter(entry => entry.count === floor)
          .sort(compareEntries)
          .slice(0, k - above);
  for (const { value, count } of entries) if (count <= floor) cell.entries.delete(value);
  for (const entry of spared) cell.entries.set(entry.value, entry);
  cell.floor = floor;
}

/** Highest count first; among equals by value, so that the order never depends on arrival. */
function compareEntries(a: Entry, b: Entry): number {
  return b.count - a.count || compareScalars(a.value, b.value);
}

function ranked(cell: Counters): Entry[] {
  return [...cell.entries.values()].sort(compareEntries);
}

const toJson = ({ value, count, error }: Entry): Json => ({ value, count, error });

function encode(cell: Counters, out: ByteWriter): void {
  out.varint(cell.floor);
  out.varint(cell.entries.size);
  for (const { value, count, error } of ranked(cell)) {
    encodeScalar(value, out);
    out.varint(count);
    out.varint(error);
  }
}

function decode(from: ByteReader): Counters {
  const floor = from.varint();
  const size = from.varint();
  const entries = new Map<Scalar, Entry>();
  for (let i = 0; i < size; i++) {
    const value = decodeScalar(from) as Scalar;
    entries.set(value, { value, count: from.varint(), error: from.varint() });
  }
  return { entries, floor };
}
