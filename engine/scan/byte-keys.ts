/** Texts longer than this are not remembered, bytes. */
const TEXT_BYTES_MAX = 256;
const ENTRIES_MAX = 65_536;
const { imul } = Math;

/**
 * Numbers texts by their bytes, so that a text met again needs no string. Forgets all once it holds 65,536.
 */
export class ByteKeys {
  /** Changes whenever the numbers given before no longer hold. */
  epoch = 0;
  private arena = new Uint8Array(4096);
  private arenaWords = new DataView(this.arena.buffer);
  private used = 0;
  private count = 0;
  private table = new Int32Array(64).fill(-1);
  private hashes = new Int32Array(48);
  private starts = new Int32Array(48);
  private lengths = new Int32Array(48);
  private lastHash = 0;

  /** The number of the text from `start` to `end`, or -1. */
  find(words: DataView, start: number, end: number): number {
    const length = end - start;
    const hash = hashWords(words, start, length);
    this.lastHash = hash;
    const mask = this.table.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const entry = this.table[at]!;
      if (entry < 0) return -1;
      if (this.hashes[entry] === hash && this.lengths[entry] === length && this.equals(entry, words, start))
        return entry;
    }
  }

  /** Numbers a text that `find`, called just before with the same, did not know; -1 when it is too long to be remembered. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length > TEXT_BYTES_MAX) return -1;
    if (this.count === ENTRIES_MAX) this.clear();
    this.reserve(length);
    this.arena.set(bytes.subarray(start, end), this.used);
    const entry = this.count++;
    this.hashes[entry] = this.lastHash;
    this.starts[entry] = this.used;
    this.lengths[entry] = length;
    this.used += length;
    this.link(entry);
    return entry;
  }

  private equals(entry: number, words: DataView, start: number): boolean {
    const { arenaWords } = this;
    const from = this.starts[entry]!;
    const length = this.lengths[entry]!;
    let i = 0;
    for (; i + 8 <= length; i += 8) {
      const first = arenaWords.getInt32(from + i, true) ^ words.getInt32(start + i, true);
      const second = arenaWords.getInt32(from + i + 4, true) ^ words.getInt32(start + i + 4, true);
      if ((first | second) !== 0) return false;
    }
    if (i + 4 <= length) {
      if (arenaWords.getInt32(from + i, true) !== words.getInt32(start + i, true)) return false;
      i += 4;
    }
    const rest = arenaWords.getInt32(from + i, true) ^ words.getInt32(start + i, true);
    return (rest & lowBytes(length - i)) === 0;
  }

  private link(entry: number): void {
    const mask = this.table.length - 1;
    let at = this.hashes[entry]! & mask;
    while (this.table[at]! >= 0) at = (at + 1) & mask;
    this.table[at] = entry;
  }

  private reserve(length: number): void {
    if (this.used + length + 4 > this.arena.length) {
      const larger = new Uint8Array(this.arena.length * 2);
      larger.set(this.arena);
      this.arena = larger;
      this.arenaWords = new DataView(larger.buffer);
    }
    if (this.count < this.hashes.length) return;
    const capacity = this.hashes.length * 2;
    this.hashes = larger(this.hashes, capacity);
    this.starts = larger(this.starts, capacity);
    this.lengths = larger(this.lengths, capacity);
    this.table = new Int32Array(this.table.length * 2).fill(-1);
    for (let entry = 0; entry < this.count; entry++) this.link(entry);
  }

  private clear(): void {
    this.table.fill(-1);
    this.count = 0;
    this.used = 0;
    this.epoch++;
  }
}

function larger(values: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(capacity);
  copy.set(values);
  return copy;
}

/** Two words a step, in sums of their own; the text has room for a word behind it. */
function hashWords(words: DataView, start: number, length: number): number {
  const end = start + length;
  let a = 0x9e3779b1 ^ length;
  let b = 0x2c1b3c6d;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    a = imul(a ^ words.getInt32(at, true), 0x85ebca6b);
    b = imul(b ^ words.getInt32(at + 4, true), 0xc2b2ae35);
    a ^= a >>> 15;
    b ^= b >>> 15;
  }
  if (at + 4 <= end) {
    a = imul(a ^ words.getInt32(at, true), 0x85ebca6b);
    a ^= a >>> 15;
    at += 4;
  }
  b ^= words.getInt32(at, true) & lowBytes(end - at);
  const hash = imul(a ^ imul(b, 0x27d4eb2f), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** A mask for the first bytes of a word, none to three. */
function lowBytes(count: number): number {
  return (1 << (count * 8)) - 1;
}
