import type { EventReader } from '../scan/event-reader';
import { TEXT } from '../scan/slots';
import { ByteKeys } from './byte-keys';

/** Numbers the group keys of a query: by their bytes where the key is one text, by the text that derived fields come from. */
export class KeyIds {
  /** Keys as JSON arrays, by number. */
  readonly texts: string[] = [];
  private readonly byText = new Map<string, number>();
  private readonly slots: readonly number[];
  private readonly isDerived: boolean;
  private readonly byBytes = new ByteKeys();
  private idOfBytes: number[] = [];
  private idOfEntry: number[] = [];
  private entriesEpoch = 0;

  constructor(
    groupBy: readonly string[],
    private readonly reader: EventReader,
    fieldCount: number,
  ) {
    this.slots = groupBy.map(name => reader.names.indexOf(name));
    this.isDerived = this.slots.every(slot => slot >= fieldCount);
  }

  /** The number of the reader's event. */
  current(): number {
    if (this.slots.length === 0) return this.ofText('[]');
    const { slots, derived } = this.reader;
    if (this.isDerived && derived.entry >= 0) return this.ofEntry(derived.entry);
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
      this.byText.set(key, id);
    }
    return id;
  }

  private ofEntry(entry: number): number {
    const { epoch } = this.reader.derived;
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

  private compose(): number {
    return this.ofText(JSON.stringify(this.slots.map(slot => this.reader.slots.value(slot))));
  }
}
