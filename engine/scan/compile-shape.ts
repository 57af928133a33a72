import { endOfText } from './end-of-text';
import { ABSENT, type Slots, TEXT } from './slots';

/** Stands for a field where a value is passed over, and where the last elements of an array are. */
export const SKIP = -1;
export const REST = -2;

/** A piece of an event: the bytes before a value, from the value before it on, and the field whose value it is. */
export interface ShapePart {
  readonly bytes: Uint8Array;
  readonly field: number;
  /** Whether it is a text whose quotes are among the bytes around it. */
  readonly isText: boolean;
}

/** How an event is written: its parts in order, and the bytes behind the last value. */
export interface Shape {
  readonly parts: readonly ShapePart[];
  readonly end: Uint8Array;
}

/** What reads the values: the scanner. */
export interface ValueReader {
  readonly slots: Slots;
  /** The text's words; the buffer changes only between records. */
  words(): DataView;
  /** By field: reads the value at a place into its slot; the place behind it, or -1. */
  readonly readers: readonly ((at: number) => number)[];
  /** By field: whether any text without escapes is its value. */
  readonly takesText: readonly boolean[];
  /** Passes over the value of a name that the schema does not know. */
  skip(at: number): number;
  /** From behind an element of an array to the closing bracket. */
  skipRest(at: number): number;
}

/**
 * Compiles a reader of events that are written alike: straight-line code, in which the bytes between the values are compared eight
 * or four at a time, and texts are read in place. The reader gives the place behind the event, or -1 for an event that is written otherwise. Only numbers
 * and names of our own get into the code, no text of an event or of a schema.
 */
export function compileShape({ parts, end }: Shape, reader: ValueReader): (start: number) => number {
  const names = parts.map(({ field }) => (field === SKIP ? 'skip' : field === REST ? 'skipRest' : `read${field}`));
  const absent = reader.readers.map((_, field) => field).filter(field => !parts.some(part => part.field === field));
  const body = [
    'const words = reader.words();',
    'let at = start;',
    ...absent.map(field => `kinds[${field}] = ${ABSENT};`),
    ...parts.flatMap(({ bytes, field, isText }, i) => [
      ...compare(bytes),
      ...(isText ? readText(field) : [`at = ${names[i]}(at);`, 'if (at < 0) return -1;']),
    ]),
    ...compare(end),
    'return at;',
  ];
  const readers = [...new Set(names)].map(name =>
    name.startsWith('skip')
      ? `${name} = at => reader.${name}(at)`
      : `${name} = reader.readers[${name.slice('read'.length)}]`,
  );
  const code = [
    `const { slots } = reader, { kinds, starts, ends } = slots, ${readers.join(', ')};`,
    `return start => {`,
    ...body,
    '};',
  ];
  return new Function('reader', 'endOfText', code.join('\n'))(reader, endOfText) as (start: number) => number;
}

/** Code that reads a text from behind its opening quote to the next quote or escape: the bytes that follow tell which. */
function readText(field: number): string[] {
  return [
    `kinds[${field}] = ${TEXT};`,
    `starts[${field}] = at;`,
    'at = endOfText(words, at, slots);',
    'if (at < 0) return -1;',
    `ends[${field}] = at;`,
  ];
}

/** Code that goes on behind these bytes, or gives up. Words may reach beyond the text: its buffer has room for that. */
function compare(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return []; // the rest of an array begins where its last element ends
  const padded = Buffer.alloc(bytes.length + 8);
  padded.set(bytes);
  const tests: string[] = [];
  for (let i = 0; i < bytes.length;) {
    const eight = Math.min(i, bytes.length - 8); // the last eight may begin among those before
    if (eight >= 0 && isPlainAscii(bytes.subarray(eight, eight + 8))) {
      tests.push(`words.getFloat64(at + ${eight}, true) !== ${padded.readDoubleLE(eight)}`);
      i = eight + 8;
      continue;
    }
    const left = bytes.length - i;
    const word = `words.getInt32(at + ${i}, true)`;
    const masked = left >= 4 ? word : `(${word} & ${(1 << (left * 8)) - 1})`;
    tests.push(`${masked} !== ${padded.readInt32LE(i)}`);
    i += 4;
  }
  return [`if (${tests.join(' || ')}) return -1;`, `at += ${bytes.length};`];
}

/**
 * Whether eight bytes may be compared as one double. Doubles are equal just when their bits are, but for zero and NaN; bytes of
 * printable ASCII are neither, and JavaScript writes a double so that it reads back the same.
 */
function isPlainAscii(bytes: Uint8Array): boolean {
  return bytes.every(byte => byte >= 0x20 && byte < 0x7f);
}
