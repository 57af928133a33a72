/** Texts longer than this are not remembered, bytes. */
const TEXT_BYTES_MAX = 256;
const ENTRIES_MAX = 65_536;
const { imul } = Math;

/** Numbers texts by their bytes, so that a text met again needs no string. Forgets all once it holds 65,536. */
export class ByteKeys {
  /** Changes whenever the numbers given before no longer hold. */
  epoch = 0;
  private arena = Buffer.alloc(4096);
  private used = 0;
  private count = 0;
  private table = new Int32Array(64).fill(-1);
  private hashes = new Int32Array(48);
  private starts = new Int32Array(48);
  private lengths = new Int32Array(48);
  private lastHash = 0;

  /** The number of the text from `start` to `end`, or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    const hash = hashBytes(bytes, start, end);
    this.lastHash = hash;
    const mask = this.table.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const entry = this.table[at]!;
      if (entry < 0) return -1;
      if (this.hashes[entry] === hash && this.lengths[entry] === length && this.equals(entry, bytes, start)) return entry;
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

  private equals(entry: number, bytes: Uint8Array, start: number): boolean {
    const { arena } = this;
    const from = this.starts[entry]!;
    const length = this.lengths[entry]!;
    for (let i = 0; i < length; i++) if (arena[from + i] !== bytes[start + i]) return false;
    return true;
  }

  private link(entry: number): void {
    const mask = this.table.length - 1;
    let at = this.hashes[entry]! & mask;
    while (this.table[at]! >= 0) at = (at + 1) & mask;
    this.table[at] = entry;
  }

  private reserve(length: number): void {
    if (this.used + length > this.arena.length) {
      const larger = Buffer.alloc(this.arena.length * 2);
      larger.set(this.arena);
      this.arena = larger;
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

/** FNV-1a over pairs of bytes, with its upper bits folded in. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  let i = start;
  for (; i + 3 < end; i += 4) {
    const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    hash = imul(hash ^ word, 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  for (; i < end; i++) hash = imul(hash ^ bytes[i]!, 0x01000193);
  return hash ^ (hash >>> 13);
}
