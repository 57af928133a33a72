import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';

/** Most bins in use; keys too far below the highest one share the lowest bin. */
const BINS_MAX = 2048;
/** Bins kept free on either side, so that few additions move the others. */
const SLACK = 32;
const NO_BINS = new Float64Array(0);

/**
 * Counts by whole key, the store of a sketch. What it holds depends on the keys added only, not on their order: each key
 * counts as the larger of itself and the highest key - 2,047.
 */
export class Bins {
  total = 0;
  private counts = NO_BINS;
  /** The key of `counts[0]`; never below the lowest key allowed. */
  private base = 0;
  private highest = -Infinity;

  add(key: number, count = 1): void {
    if (key > this.highest) this.highest = key;
    const lowest = this.highest - BINS_MAX + 1;
    const kept = key < lowest ? lowest : key;
    if (this.base < lowest || kept < this.base || kept >= this.base + this.counts.length) this.makeRoom(kept, lowest);
    this.counts[kept - this.base]! += count;
    this.total += count;
  }

  merge(other: Bins): void {
    other.forEach((key, count) => this.add(key, count));
  }

  /** The key of the number of this rank, from 0 to `total` - 1, in order of keys. */
  keyAt(rank: number): number {
    let before = 0;
    for (let i = 0; i < this.counts.length; i++) {
      before += this.counts[i]!;
      if (before > rank) return this.base + i;
    }
    throw new RangeError(`rank ${rank} of ${this.total}`);
  }

  /** The bins in use: distance from the one before, and count. */
  encode(out: ByteWriter): void {
    let used = 0;
    this.forEach(() => used++);
    out.varint(used);
    let previous = 0;
    this.forEach((key, count) => {
      out.signedVarint(key - previous);
      out.varint(count);
      previous = key;
    });
  }

  static decode(from: ByteReader): Bins {
    const bins = new Bins();
    let key = 0;
    for (let left = from.varint(); left > 0; left--) {
      key += from.signedVarint();
      bins.add(key, from.varint());
    }
    return bins;
  }

  /** The bins in use, from the lowest key. */
  private forEach(visit: (key: number, count: number) => void): void {
    for (let i = 0; i < this.counts.length; i++) if (this.counts[i]! > 0) visit(this.base + i, this.counts[i]!);
  }

  private makeRoom(key: number, lowest: number): void {
    const first = this.counts.findIndex(count => count > 0);
    const from = Math.max(lowest, (first < 0 ? key : Math.min(key, this.base + first)) - SLACK);
    const counts = new Float64Array(this.highest + SLACK - from + 1);
    this.forEach((k, count) => (counts[Math.max(k, from) - from]! += count));
    this.counts = counts;
    this.base = from;
  }
}
