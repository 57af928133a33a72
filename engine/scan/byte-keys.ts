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

  /** Forgets all: numbers begin at 0 again. */
  clear(): void {
    this.table.fill(-1);
    this.count = 0;
    this.used = 0;
    this.epoch++;
  }

  private equals(entry: number, words: DataView, start: number): boolean {
    const from = this.starts[entry]!;
    const length = this.lengths[entry]!;
    return (length < 8 ? areShortEqual : areEqual)(this.arenaWords, from, words, start, length);
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
}

function larger(values: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(capacity);
  copy.set(values);
  return copy;
}

/**
 * Eight bytes a step, the last ones among those before, as doubles: those of UTF-8 without control characters are neither zero nor
 * NaN, so they are equal just when the bits are.
 */
function areEqual(a: DataView, from: number, b: DataView, start: number, length: number): boolean {
  const last = length - 8;
  for (let i = 0; i < last; i += 8) if (a.getFloat64(from + i, true) !== b.getFloat64(start + i, true)) return false;
  return a.getFloat64(from + last, true) === b.getFloat64(start + last, true);
}

function areShortEqual(a: DataView, from: number, b: DataView, start: number, length: number): boolean {
  let i = 0;
  if (length >= 4) {
    if (a.getInt32(from, true) !== b.getInt32(start, true)) return false;
    i = 4;
  }
  return ((a.getInt32(from + i, true) ^ b.getInt32(start + i, true)) & lowBytes(length - i)) === 0;
}

/** Sixteen bytes a step, the last ones among those before; the text has room for a word behind it. */
function hashWords(words: DataView, start: number, length: number): number {
  if (length < 16) return hashShort(words, start, length);
  const last = start + length - 16;
  let hash = 0x9e3779b1 ^ length;
  for (let at = start; at < last; at += 16) hash = mixed(hash, words, at);
  return finished(mixed(hash, words, last));
}

function mixed(hash: number, words: DataView, at: number): number {
  const sum = imul(words.getInt32(at + 4, true), 0xc2b2ae35) + imul(words.getInt32(at + 8, true), 0x27d4eb2f);
  const turned = (hash << 15) | (hash >>> 17);
  return (
    (imul(turned ^ words.getInt32(at, true), 0x85ebca6b) + sum + imul(words.getInt32(at + 12, true), 0x165667b1)) | 0
  );
}

function hashShort(words: DataView, start: number, length: number): number {
  const end = start + length;
  let hash = 0x9e3779b1 ^ length;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = imul(hash ^ words.getInt32(at, true), 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  return finished(hash ^ (words.getInt32(at, true) & lowBytes(end - at)));
}

function finished(hash: number): number {
  const mixed = imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** A mask for the first bytes of a word, none to three. */
function lowBytes(count: number): number {
  return (1 << (count * 8)) - 1;
}
