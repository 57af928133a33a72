import { isAscii } from 'node:buffer';
import * as b from './bytes';
import { endOfText, type Seen } from './end-of-text';
import type { EventText } from './event-text';

/** Names that the schema does not know and that are remembered, so that they too are met again quickly. */
const OTHERS_MAX = 64;
const BYTES_MAX = 128;

/**
 * The names of an event's fields as they stand in compact JSON, `"name":`, to be compared four bytes at a time. Producers
 * write the fields in one order: after each name the one that came next the last time is tried first.
 */
export class Names {
  /** Where the value of the name found last begins. */
  valueAt = 0;
  private readonly words: Int32Array[] = [];
  private readonly lengths: number[] = [];
  private readonly lastMasks: number[] = [];
  private readonly byText = new Map<string, number>();
  private readonly nextOf: number[] = [];
  private readonly most: number;

  constructor(
    private readonly text: EventText,
    private readonly seen: Seen,
    names: readonly string[],
  ) {
    for (const name of names) this.add(name, Buffer.from(JSON.stringify(name)));
    this.most = names.length + OTHERS_MAX;
  }

  /** The number of the name at `at`, where `previous` came before it (-1: none); -1 for what is no plain name with a colon. */
  find(at: number, previous: number): number {
    const expected = this.nextOf[previous + 1] ?? 0;
    return this.matches(expected, at) ? expected : this.search(at, previous);
  }

  private matches(name: number, at: number): boolean {
    const words = this.words[name]!;
    const view = this.text.words;
    const last = words.length - 1;
    for (let i = 0, from = at; i < last; i++, from += 4) if (view.getInt32(from, true) !== words[i]) return false;
    if (((view.getInt32(at + last * 4, true) ^ words[last]!) & this.lastMasks[name]!) !== 0) return false;
    this.valueAt = at + this.lengths[name]!;
    return true;
  }

  private search(at: number, previous: number): number {
    const { bytes } = this.text;
    if (bytes[at] !== b.QUOTE) return -1;
    const end = endOfText(this.text.words, at + 1, this.seen) + 1;
    if (end <= 0 || bytes[end - 1] !== b.QUOTE) return -1;
    const colonAt = b.skipSpace(bytes, end);
    if (bytes[colonAt] !== b.COLON) return -1;
    this.valueAt = colonAt + 1;
    const name = bytes.toString('utf8', at + 1, end - 1);
    let found = this.byText.get(name);
    if (found === undefined) {
      const quoted = bytes.subarray(at, end);
      if (quoted.length > BYTES_MAX || this.words.length === this.most || !isAscii(quoted)) return this.most;
      found = this.add(name, quoted);
    }
    if (previous < this.most) this.nextOf[previous + 1] = found;
    return found;
  }

  private add(name: string, quoted: Uint8Array): number {
    const length = quoted.length + 1;
    const words = new Int32Array(Math.ceil(length / 4));
    const bytes = Buffer.from(words.buffer);
    bytes.set(quoted);
    bytes[length - 1] = b.COLON;
    const used = length - (words.length - 1) * 4;
    this.lastMasks.push(used === 4 ? -1 : (1 << (used * 8)) - 1);
    this.lengths.push(length);
    const index = this.words.push(words) - 1;
    this.byText.set(name, index);
    this.nextOf[index] = index;
    this.nextOf[index + 1] ??= 0;
    return index;
  }
}
