import { isUtf8 } from 'node:buffer';
import type { Field, FieldKind } from '../definition/fields';
import { isInRange, isIsoTime } from '../events/parse-event';
import * as b from './bytes';
import type { EventText } from './event-text';
import { Names } from './names';
import { readMillis, readNumber, readSeconds } from './read-number';
import { Shapes } from './shapes';
import { Skipper } from './skip-value';
import { ABSENT, NULL, NUMBER, type Slots, TEXT, VALUE } from './slots';

/**
 * Reads one event of a schema from its bytes into slots, without building an object. It is strict: what it accepts,
 * JSON.parse and the schema accept too, with the same values. What it does not accept may be right all the same (escapes,
 * exponents, numbers of more than 15 digits, a name that comes twice); then the plain way decides.
 */
export class EventScanner {
  private readonly readers: readonly ((at: number) => number)[];
  private readonly required: readonly number[];
  private readonly skipper: Skipper;
  private readonly names: Names;
  private readonly shapes: Shapes;

  constructor(
    fields: Readonly<Record<string, Field>>,
    private readonly text: EventText,
    private readonly slots: Slots,
  ) {
    this.readers = Object.values(fields).map((field, i) => this.compile(field, i));
    this.required = Object.values(fields).flatMap((field, i) => (field.isOptional ? [] : [i]));
    this.skipper = new Skipper(text);
    this.names = new Names(text, this.skipper, Object.keys(fields));
    this.shapes = new Shapes(text, {
      slots,
      readers: this.readers,
      words: () => text.words,
      skip: at => this.skipper.value(at),
    });
  }

  /** Fills the slots from the event at `start`; the place behind its closing brace, or -1 when the plain way must decide. */
  scan(start: number): number {
    this.slots.isAscii = true;
    this.skipper.isAscii = true;
    let end = this.shapes.read(start);
    if (end < 0) end = this.anyShape(start);
    if (end < 0) return -1;
    if (this.slots.isAscii && this.skipper.isAscii) return end;
    this.slots.isAscii = false;
    return isUtf8(this.text.slice(start, end)) ? end : -1;
  }

  private anyShape(start: number): number {
    for (let i = 0; i < this.readers.length; i++) this.slots.kinds[i] = ABSENT;
    this.shapes.begin(start);
    const end = this.object(start);
    if (end < 0) return -1;
    for (let i = 0; i < this.required.length; i++) if (this.slots.kinds[this.required[i]!]! <= NULL) return -1;
    this.shapes.end(end);
    return end;
  }

  private object(start: number): number {
    const { bytes } = this.text;
    let at = b.skipSpace(bytes, start);
    if (bytes[at] !== b.OPEN_BRACE) return -1;
    at = b.skipSpace(bytes, at + 1);
    if (bytes[at] === b.CLOSE_BRACE) return at + 1;
    for (let previous = -1; ;) {
      const field = this.names.find(at, previous);
      if (field < 0) return -1;
      const value = b.skipSpace(bytes, this.names.valueAt);
      at = this.field(field, value);
      if (at < 0) return -1;
      this.shapes.value(field, value, at);
      at = b.skipSpace(bytes, at);
      if (bytes[at] !== b.COMMA) return bytes[at] === b.CLOSE_BRACE ? at + 1 : -1;
      at = b.skipSpace(bytes, at + 1);
      previous = field;
    }
  }

  private field(index: number, at: number): number {
    if (index >= this.readers.length) return this.skipper.value(at);
    return this.slots.kinds[index] === ABSENT ? this.readers[index]!(at) : -1;
  }

  /** Reads one field's value into its slot; the place behind it, or -1. */
  private compile({ kind, isOptional }: Field, index: number): (at: number) => number {
    const read = this.compileKind(kind, index);
    if (!isOptional) return read;
    return at => {
      if (this.text.words.getInt32(at, true) !== b.NULL_WORD) return read(at);
      this.slots.kinds[index] = NULL;
      return at + 4;
    };
  }

  private compileKind(kind: FieldKind, index: number): (at: number) => number {
    switch (kind) {
      case 'string':
        return at => this.string(index, at);
      case 'boolean':
        return at => this.boolean(index, at);
      case 'isoTime':
        return at => {
          const end = this.string(index, at);
          return end >= 0 && isIsoTime(this.slots.value(index) as string) ? end : -1;
        };
      case 'number': // of at most 15 digits: finite
        return at => this.number(index, at);
      case 'integer':
        return at => {
          const end = this.number(index, at);
          return end >= 0 && Number.isSafeInteger(this.slots.numbers[index]!) ? end : -1;
        };
      case 'epochMillis':
        return at => {
          const end = this.millis(index, at);
          if (end >= 0) return end;
          const other = this.number(index, at);
          const value = this.slots.numbers[index]!;
          return other >= 0 && Number.isInteger(value) && isInRange(value) ? other : -1;
        };
      case 'epochSeconds':
        return at => {
          const end = this.seconds(index, at);
          if (end >= 0) return end;
          const other = this.number(index, at);
          return other >= 0 && isInRange(this.slots.numbers[index]! * 1000) ? other : -1;
        };
    }
  }

  private number(index: number, at: number): number {
    this.slots.kinds[index] = NUMBER;
    return readNumber(this.text, at, this.slots.numbers, index);
  }

  private millis(index: number, at: number): number {
    this.slots.kinds[index] = NUMBER;
    return readMillis(this.text, at, this.slots.numbers, index);
  }

  private seconds(index: number, at: number): number {
    this.slots.kinds[index] = NUMBER;
    return readSeconds(this.text, at, this.slots.numbers, index);
  }

  private string(index: number, at: number): number {
    const { slots } = this;
    if (this.text.bytes[at] !== b.QUOTE) return -1;
    const end = this.endOfText(at + 1);
    if (end < 0) return -1;
    slots.kinds[index] = TEXT;
    slots.starts[index] = at + 1;
    slots.ends[index] = end;
    return end + 1;
  }

  /** The place of the closing quote; -1 at an escape or a control character. Eight bytes a step. */
  private endOfText(start: number): number {
    const view = this.text.words;
    for (let at = start; ;) {
      const first = special(view.getInt32(at, true));
      const second = special(view.getInt32(at + 4, true));
      if ((first | second) === 0) {
        at += 8;
        continue;
      }
      at += first !== 0 ? firstByte(first) : 4 + firstByte(second);
      const byte = this.text.bytes[at]!;
      if (byte === b.QUOTE) return at;
      if (byte >= 0x80) this.slots.isAscii = false;
      else if (byte !== b.SPACE && byte !== b.EXCLAMATION) return -1;
      at++;
    }
  }

  private boolean(index: number, at: number): number {
    const { words, bytes } = this.text;
    const isTrue = words.getInt32(at, true) === b.TRUE_WORD;
    if (!isTrue && !(bytes[at] === 0x66 && words.getInt32(at + 1, true) === b.ALSE_WORD)) return -1;
    this.slots.kinds[index] = VALUE;
    this.slots.values[index] = isTrue;
    return isTrue ? at + 4 : at + 5;
  }
}

const { clz32 } = Math;
const ABOVE_QUOTES = 0x23232323;
const BACKSLASHES = 0x5c5c5c5c;
const ONES = 0x01010101;
const HIGHEST = 0x80808080 | 0;

/**
 * The highest bit of each byte that is a backslash, none of ASCII, or at most a quote: that is a quote, one of the two
 * characters below it, or a control character. And perhaps of bytes behind the first such: subtraction leaves a byte's highest
 * bit set where the byte was smaller, and may borrow from the next.
 */
function special(w: number): number {
  return (((w ^ BACKSLASHES) - ONES) | (w - ABOVE_QUOTES) | w) & HIGHEST;
}

function firstByte(found: number): number {
  return (31 - clz32(found & -found)) >> 3;
}
