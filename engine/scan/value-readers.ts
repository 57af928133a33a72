import type { Field } from '../definition/fields';
import { formatReader, isInRange, isoFieldMs } from '../events/read-value';
import * as b from './bytes';
import { endOfText } from './end-of-text';
import type { EventText } from './event-text';
import { readIsoTime } from './read-iso-time';
import { readInstant, readMillis, readNumber, readSeconds } from './read-number';
import { NULL, NUMBER, type Slots, TEXT, VALUE } from './slots';

/** Reads the value at a place into a field's slot; the place behind it, or -1 where the plain way must decide. */
export type ReadAt = (at: number) => number;

/** The readers of fields, by number. */
export function valueReaders(fields: readonly Field[], text: EventText, slots: Slots): readonly ReadAt[] {
  return fields.map((field, index) => {
    const read = new ValueReaders(text, slots, index).of(field);
    if (!field.isOptional) return read;
    return at => {
      if (text.words.getInt32(at, true) !== b.NULL_WORD) return read(at);
      slots.kinds[index] = NULL;
      return at + 4;
    };
  });
}

class ValueReaders {
  constructor(
    private readonly text: EventText,
    private readonly slots: Slots,
    private readonly index: number,
  ) {}

  of(field: Field): ReadAt {
    switch (field.kind) {
      case 'string':
        return at => this.string(at);
      case 'isoTime':
        return this.isoTime(this.clockTime(text => isoFieldMs(text, field)));
      case 'time': {
        const read = this.clockTime(formatReader(field));
        return at => {
          const end = read(at);
          this.slots.kinds[this.index] = NUMBER;
          return end;
        };
      }
      case 'epochMicros':
        return this.instant(field, 3, () => true);
      case 'epochNanos':
        // As a double a number just below a whole millisecond may come to the next one.
        return this.instant(field, 6, at => !this.isAllNines(at));
      case 'boolean':
        return this.maybeText(field, at => this.boolean(at));
      case 'number': // of at most 15 digits: finite
        return this.maybeText(field, at => this.number(at));
      case 'integer':
        return this.maybeText(field, at => this.integer(at));
      case 'epochMillis':
        return this.maybeText(field, at => this.millis(at));
      case 'epochSeconds':
        return this.maybeText(field, at => this.seconds(at));
    }
  }

  /** The same, also between quotes where the field allows it. */
  private maybeText({ text }: Field, read: ReadAt): ReadAt {
    return text ? at => (this.text.bytes[at] === b.QUOTE ? this.quoted(read, at) : read(at)) : read;
  }

  private quoted(read: ReadAt, at: number): number {
    const end = read(at + 1);
    return end >= 0 && this.text.bytes[end] === b.QUOTE ? end + 1 : -1;
  }

  private integer(at: number): number {
    const end = this.number(at);
    return end >= 0 && Number.isSafeInteger(this.slots.numbers[this.index]!) ? end : -1;
  }

  private millis(at: number): number {
    const { slots, index } = this;
    slots.kinds[index] = NUMBER;
    const end = readMillis(this.text, at, slots.numbers, index);
    if (end >= 0) return end;
    const other = this.number(at);
    const value = slots.numbers[index]!;
    return other >= 0 && Number.isInteger(value) && isInRange(value) ? other : -1;
  }

  private seconds(at: number): number {
    const { slots, index } = this;
    slots.kinds[index] = NUMBER;
    const end = readSeconds(this.text, at, slots.numbers, index);
    if (end >= 0) return end;
    const other = this.number(at);
    return other >= 0 && isInRange(slots.numbers[index]! * 1000) ? other : -1;
  }

  private number(at: number): number {
    this.slots.kinds[this.index] = NUMBER;
    return readNumber(this.text, at, this.slots.numbers, this.index);
  }

  /** Milliseconds and so many digits more; as a number only where `isExact`, given the place of those digits. */
  private instant({ text }: Field, more: 3 | 6, isExact: (at: number) => boolean): ReadAt {
    const { slots, index } = this;
    const read: ReadAt = at => {
      slots.kinds[index] = NUMBER;
      return readInstant(this.text, at, more, slots.numbers, index);
    };
    return at => {
      if (text && this.text.bytes[at] === b.QUOTE) return this.quoted(read, at);
      return isExact(at + 13) ? read(at) : -1;
    };
  }

  private isAllNines(at: number): boolean {
    return (this.text.words.getInt32(at, true) & 0xffffff) === 0x393939;
  }

  private string(at: number): number {
    const { slots, index } = this;
    if (this.text.bytes[at] !== b.QUOTE) return -1;
    const end = endOfText(this.text.words, at + 1, slots);
    if (end < 0 || this.text.bytes[end] !== b.QUOTE) return -1;
    slots.kinds[index] = TEXT;
    slots.starts[index] = at + 1;
    slots.ends[index] = end;
    return end + 1;
  }

  /** The usual form is read from its bytes, any other as text. */
  private isoTime(readOther: ReadAt): ReadAt {
    const { slots, index } = this;
    return at => {
      const end = this.string(at);
      if (end < 0) return -1;
      const ms = readIsoTime(this.text, at + 1, end - 1);
      if (!isInRange(ms)) return readOther(at);
      slots.numbers[index] = ms;
      return end;
    };
  }

  /** A text that is a time: beside the text the slot gets its ms. */
  private clockTime(msOf: (text: string) => number | string): ReadAt {
    const { slots, index } = this;
    return at => {
      const end = this.string(at);
      if (end < 0) return -1;
      const ms = msOf(slots.value(index) as string);
      if (typeof ms === 'string' || !isInRange(ms)) return -1;
      slots.numbers[index] = ms;
      return end;
    };
  }

  private boolean(at: number): number {
    const { words, bytes } = this.text;
    const isTrue = words.getInt32(at, true) === b.TRUE_WORD;
    if (!isTrue && !(bytes[at] === 0x66 && words.getInt32(at + 1, true) === b.ALSE_WORD)) return -1;
    this.slots.kinds[this.index] = VALUE;
    this.slots.values[this.index] = isTrue;
    return isTrue ? at + 4 : at + 5;
  }
}
