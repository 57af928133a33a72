import { type EventQuery, keyColumnsOf } from '../definition/pipeline';
import type { EventReader } from '../scan/event-reader';
import { TEXT } from '../scan/slots';
import { ByteKeys } from '../scan/byte-keys';
import type { RememberedColumns } from '../scan/remembered-columns';

/** Keys and their characters above which numbering begins anew for the next fold. */
const KEYS_MAX = 65_536;
const CHARACTERS_MAX = 4 * 1024 * 1024;

const known = new WeakMap<EventReader, KeyIds[]>();

/** The reader's numbers for the keys of one query; they outlive a fold, since the next one mostly meets the same keys. */
export function keyIdsOf(reader: EventReader, query: EventQuery, queryIndex: number): KeyIds {
  let ofQueries = known.get(reader);
  if (!ofQueries) known.set(reader, (ofQueries = []));
  const ids = ofQueries[queryIndex];
  if (ids && !ids.isFull) return ids;
  return (ofQueries[queryIndex] = new KeyIds(keyColumnsOf(query), reader));
}

/** Numbers the group keys of a query: by their bytes where the key is one text, by the text that computed columns come from. */
export class KeyIds {
  /** Keys as JSON arrays, by number. */
  readonly texts: string[] = [];
  /** Their lengths: nearer than the texts themselves. */
  readonly lengths: number[] = [];
  private readonly byText = new Map<string, number>();
  private readonly slots: readonly number[];
  private memory: RememberedColumns | undefined | null;
  private readonly byBytes = new ByteKeys();
  private idOfBytes: number[] = [];
  private idOfEntry: number[] = [];
  private entriesEpoch = 0;
  private characters = 0;

  constructor(
    columns: readonly string[],
    private readonly reader: EventReader,
  ) {
    this.slots = columns.map(name => reader.names.indexOf(name));
  }

  get isFull(): boolean {
    return this.texts.length > KEYS_MAX || this.characters > CHARACTERS_MAX;
  }

  /** The number of the reader's event. */
  current(): number {
    if (this.slots.length === 0) return this.ofText('[]');
    const { slots, computed } = this.reader;
    const memory = this.memory === undefined ? (this.memory = computed.memoryOf(this.slots)) : this.memory;
    if (memory && memory.entry >= 0) return this.ofEntry(memory);
    const slot = this.slots[0]!;
    if (this.slots.length === 1 && slots.kinds[slot] === TEXT)
      return this.ofBytes(slots.starts[slot]!, slots.ends[slot]!);
    return this.compose();
  }

  /** The number of a key that is known as JSON. */
  ofText(key: string): number {
    let id = this.byText.get(key);
    if (id === undefined) {
      id = this.texts.push(key) - 1;
      this.lengths.push(key.length);
      this.byText.set(key, id);
      this.characters += key.length;
    }
    return id;
  }

  private ofEntry({ epoch, entry }: RememberedColumns): number {
    if (epoch !== this.entriesEpoch) {
      this.idOfEntry = [];
      this.entriesEpoch = epoch;
    }
    return (this.idOfEntry[entry] ??= this.compose());
  }

  private ofBytes(start: number, end: number): number {
    const { bytes, words } = this.reader.text;
    const known = this.byBytes.find(words, start, end);
    if (known >= 0) return this.idOfBytes[known]!;
    const id = this.compose();
    const entry = this.byBytes.add(bytes, start, end);
    if (entry === 0) this.idOfBytes = [];
    if (entry >= 0) this.idOfBytes[entry] = id;
    return id;
  }

  /** A text without escapes is JSON as it stands. */
  private compose(): number {
    const { slots } = this.reader;
    let key = '[';
    for (const slot of this.slots) {
      if (key.length > 1) key += ',';
      const value = slots.value(slot);
      key += slots.kinds[slot] === TEXT ? `"${value}"` : JSON.stringify(value);
    }
    return this.ofText(`${key}]`);
  }
}
