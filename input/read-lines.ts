import { MAX_EVENT_BYTES } from './input-event';

/** One line without its newline. Of a line longer than MAX_EVENT_BYTES only the beginning is kept. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
  readonly isCut: boolean;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Splits bytes into lines, blank ones left out, a batch for each chunk; holds one chunk and one line at most. Lines end with a
 * newline, with or without a carriage return before it; with a carriage return alone where the input's beginning has no newline.
 */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
  const tail = new Tail();
  let number = 1;
  for await (const chunk of withNewlines(chunks)) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const line = tail.finish(chunk.subarray(start, end), number);
      if (line) lines.push(line);
      number += 1;
      start = end + 1;
    }
    if (start < chunk.length) tail.keep(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  const last = tail.finish(Buffer.alloc(0), number);
  if (last) yield [last];
}

/** Bytes that are looked through for the first newline. */
const BEGINNING_BYTES = 64 * 1024;

/** The chunks as they are, or with newlines for carriage returns where only these end a line. */
async function* withNewlines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let beginning: Buffer[] | undefined = [];
  let bytes = 0;
  let isReturnOnly = false;
  const decide = function* (): Generator<Buffer> {
    isReturnOnly = beginning!.some(chunk => chunk.includes(CARRIAGE_RETURN)) && !beginning!.at(-1)!.includes(NEWLINE);
    for (const chunk of beginning!) yield isReturnOnly ? returnsReplaced(chunk) : chunk;
    beginning = undefined;
  };
  for await (const chunk of chunks) {
    if (!beginning) {
      yield isReturnOnly ? returnsReplaced(chunk) : chunk;
      continue;
    }
    beginning.push(chunk);
    bytes += chunk.length;
    if (chunk.includes(NEWLINE) || bytes >= BEGINNING_BYTES) yield* decide();
  }
  if (beginning && beginning.length > 0) yield* decide();
}

function returnsReplaced(chunk: Buffer): Buffer {
  return Buffer.from(chunk.map(byte => (byte === CARRIAGE_RETURN ? NEWLINE : byte)));
}

/** The beginning of a line that goes on in the next chunk. */
class Tail {
  private parts: Buffer[] = [];
  private bytes = 0;

  keep(part: Buffer): void {
    if (this.bytes <= MAX_EVENT_BYTES) this.parts.push(part);
    this.bytes += part.length;
  }

  /** The line that ends with `part`, or undefined when it is blank. */
  finish(part: Buffer, number: number): Line | undefined {
    let bytes = part;
    if (this.bytes > 0) {
      this.keep(part);
      bytes = Buffer.concat(this.parts);
      this.parts = [];
      this.bytes = 0;
    }
    const end = bytes.length - (bytes.at(-1) === CARRIAGE_RETURN ? 1 : 0);
    const isCut = end > MAX_EVENT_BYTES;
    const line = bytes.subarray(0, Math.min(end, MAX_EVENT_BYTES));
    return isBlank(line) && !isCut ? undefined : { number, bytes: line, isCut };
  }
}

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 0x20 && byte !== 0x09 && byte !== CARRIAGE_RETURN) return false;
  return true;
}
