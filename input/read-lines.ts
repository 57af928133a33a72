import { MAX_EVENT_BYTES } from './input-event';

/** One line without its end. Of a line longer than MAX_EVENT_BYTES only the beginning is kept. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
  readonly isCut: boolean;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Splits bytes into lines, blank ones left out, a batch for each chunk; holds one chunk and one line at most. A line ends with
 * a newline, a carriage return or both; a byte order mark before it, as where files were joined, is none of it.
 */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
  const tail = new Tail();
  let number = 1;
  let isAfterReturn = false;
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let start = isAfterReturn && chunk[0] === NEWLINE ? 1 : 0;
    for (const end of lineEnds(chunk, start)) {
      const line = tail.finish(chunk.subarray(start, end), number);
      if (line) lines.push(line);
      number += 1;
      start = end + (chunk[end] === CARRIAGE_RETURN && chunk[end + 1] === NEWLINE ? 2 : 1);
    }
    if (start < chunk.length) tail.keep(chunk.subarray(start));
    isAfterReturn = chunk.at(-1) === CARRIAGE_RETURN;
    if (lines.length > 0) yield lines;
  }
  const last = tail.finish(Buffer.alloc(0), number);
  if (last) yield [last];
}

/** Where lines end: the first byte of each end. */
function* lineEnds(chunk: Buffer, start: number): Generator<number> {
  const next = (byte: number, from: number): number => {
    const at = chunk.indexOf(byte, from);
    return at === -1 ? chunk.length : at;
  };
  let newline = next(NEWLINE, start);
  let carriageReturn = next(CARRIAGE_RETURN, start);
  for (;;) {
    const end = Math.min(newline, carriageReturn);
    if (end === chunk.length) return;
    yield end;
    if (newline === end || newline === carriageReturn + 1) newline = next(NEWLINE, newline + 1);
    if (carriageReturn === end) carriageReturn = next(CARRIAGE_RETURN, end + 1);
  }
}

/** The beginning of a line that goes on in the next chunk. */
class Tail {
  private parts: Buffer[] = [];
  private bytes = 0;

  keep(part: Buffer): void {
    if (this.bytes <= MAX_EVENT_BYTES + BYTE_ORDER_MARK.length) this.parts.push(part);
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
    if (bytes[0] === BYTE_ORDER_MARK[0] && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)) bytes = bytes.subarray(3);
    const isCut = bytes.length > MAX_EVENT_BYTES;
    const line = bytes.subarray(0, MAX_EVENT_BYTES);
    return isBlank(line) && !isCut ? undefined : { number, bytes: line, isCut };
  }
}

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 0x20 && byte !== 0x09) return false;
  return true;
}
