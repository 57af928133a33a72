import type { Slots } from './slots';
import { ABSENT } from './slots';

/** A piece of an event: the bytes before a value, from the value before it on, and the field whose value it is. */
export interface ShapePart {
  readonly bytes: Uint8Array;
  readonly field: number;
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
  /** Passes over the value of a field that the schema does not know. */
  skip(at: number): number;
}

/**
 * Compiles a reader of events that are written alike: straight-line code, in which the bytes between the values are compared four
 * at a time. The reader gives the place behind the event, or -1 for an event that is written otherwise. Only numbers
 * and names of our own get into the code, no text of an event or of a schema.
 */
export function compileShape({ parts, end }: Shape, reader: ValueReader): (start: number) => number {
  const names = parts.map(({ field }) => (field < reader.readers.length ? `read${field}` : 'skip'));
  const absent = reader.readers.map((_, field) => field).filter(field => !parts.some(part => part.field === field));
  const body = [
    'const words = reader.words();',
    'let at = start;',
    ...absent.map(field => `kinds[${field}] = ${ABSENT};`),
    ...parts.flatMap(({ bytes }, i) => [...compare(bytes), `at = ${names[i]}(at);`, 'if (at < 0) return -1;']),
    ...compare(end),
    'return at;',
  ];
  const readers = [...new Set(names)].map(name =>
    name === 'skip' ? 'skip = at => reader.skip(at)' : `${name} = reader.readers[${name.slice('read'.length)}]`,
  );
  const code = [`const kinds = reader.slots.kinds, ${readers.join(', ')};`, `return start => {`, ...body, '};'];
  return new Function('reader', code.join('\n'))(reader) as (start: number) => number;
}

/** Code that goes on behind these bytes, or gives up. Words may reach beyond the text: its buffer has room for that. */
function compare(bytes: Uint8Array): string[] {
  const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  const tests: string[] = [];
  for (let i = 0; i < bytes.length; i += 4) {
    const used = Math.min(4, bytes.length - i);
    const word = `words.getInt32(at + ${i}, true)`;
    const masked = used === 4 ? word : `(${word} & ${(1 << (used * 8)) - 1})`;
    tests.push(`${masked} !== ${padded.readInt32LE(i)}`);
  }
  return [`if (${tests.join(' || ')}) return -1;`, `at += ${bytes.length};`];
}
