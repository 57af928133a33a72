import type { EventId } from './event-id';

const WORDS = 4;
const CAPACITY_MIN = 64;

/**
 * Ids, each with a time, ms, in the order in which they were remembered: 24 bytes an id and 8 of a table that finds it, and up to twice
 * that while there is room to grow: about 50, where a Map of strings takes 176.
 */
export class IdTimes implements Iterable<readonly [EventId, number]> {
  private words = new Int32Array(CAPACITY_MIN * WORDS);
  /** NaN where an entry no longer counts. */
  private times = new Float64Array(CAPACITY_MIN);
  /** Entries by hash, at most half full; an entry that no longer counts stays until all are packed anew. */
  private table = new Int32Array(CAPACITY_MIN * 2).fill(-1);
  private start = 0;
  private end = 0;
  private live = 0;

  constructor(ids: Iterable<readonly [EventId, number]> = []) {
    for (const [id, ms] of ids) this.remember(id, ms);
  }

  get size(): number {
    return this.live;
  }

  get(id: EventId): number | undefined {
    const entry = this.table[this.slotOf(id)]!;
    const ms = entry < 0 ? NaN : this.times[entry]!;
    return Number.isNaN(ms) ? undefined : ms;
  }

  /** Puts an id at the end, also one that is there. */
  remember(id: EventId, ms: number): void {
    if (this.end === this.times.length) this.pack();
    const slot = this.slotOf(id);
    const known = this.table[slot]!;
    if (known >= 0) this.forget(known);
    const entry = this.end++;
    for (let i = 0; i < WORDS; i++) this.words[entry * WORDS + i] = wordOf(id, i);
    this.times[entry] = ms;
    this.table[slot] = entry;
    this.live++;
  }

  /** Forgets the first ids up to the first that is not older than `fromMs`. */
  forgetBefore(fromMs: number): void {
    for (; this.start < this.end && !(this.times[this.start]! >= fromMs); this.start++) this.forget(this.start);
  }

  *[Symbol.iterator](): Generator<readonly [EventId, number]> {
    for (let entry = this.start; entry < this.end; entry++)
      if (!Number.isNaN(this.times[entry]!)) yield [this.idOf(entry), this.times[entry]!];
  }

  private forget(entry: number): void {
    if (Number.isNaN(this.times[entry]!)) return;
    this.times[entry] = NaN;
    this.live--;
  }

  /** The place in the table that holds the id, or would. */
  private slotOf(id: EventId): number {
    const mask = this.table.length - 1;
    // The id is a cryptographic hash: any of its words is as good as one of it.
    for (let slot = wordOf(id, 0) & mask; ; slot = (slot + 1) & mask) {
      const entry = this.table[slot]!;
      if (entry < 0 || this.is(entry, id)) return slot;
    }
  }

  private is(entry: number, id: EventId): boolean {
    for (let i = 0; i < WORDS; i++) if (this.words[entry * WORDS + i] !== wordOf(id, i)) return false;
    return true;
  }

  private idOf(entry: number): EventId {
    return Buffer.from(this.words.buffer, entry * WORDS * 4, WORDS * 4).toString('latin1');
  }

  /** Into arrays of twice the room that is needed, those that count only. */
  private pack(): void {
    const { words, times, start, end } = this;
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(CAPACITY_MIN, this.live * 1.5)));
    this.words = new Int32Array(capacity * WORDS);
    this.times = new Float64Array(capacity);
    this.table = new Int32Array(capacity * 2).fill(-1);
    this.start = this.end = 0;
    for (let entry = start; entry < end; entry++) {
      if (Number.isNaN(times[entry]!)) continue;
      this.words.set(words.subarray(entry * WORDS, (entry + 1) * WORDS), this.end * WORDS);
      this.times[this.end] = times[entry]!;
      this.link(this.end++);
    }
  }

  private link(entry: number): void {
    const mask = this.table.length - 1;
    let slot = this.words[entry * WORDS]! & mask;
    while (this.table[slot]! >= 0) slot = (slot + 1) & mask;
    this.table[slot] = entry;
  }
}

/** A word of an id, as the bytes of the id stand in memory. */
function wordOf(id: EventId, index: number): number {
  const at = index * 4;
  return (
    id.charCodeAt(at) | (id.charCodeAt(at + 1) << 8) | (id.charCodeAt(at + 2) << 16) | (id.charCodeAt(at + 3) << 24)
  );
}
