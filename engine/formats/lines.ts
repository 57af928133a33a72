import type { RecordFormat } from './record-format';

const NEWLINE = 0x0a;

/** An event a line, whatever it is. */
export const lines: RecordFormat = {
  *events(text) {
    for (const line of linesOf(text)) yield { text: line };
  },
};

/** The lines that are not blank, without their newline; a text of blank lines only is one. */
export function* linesOf(text: Buffer): Generator<Buffer> {
  let isBlankText = true;
  for (let start = 0; start < text.length;) {
    let end = text.indexOf(NEWLINE, start);
    if (end === -1) end = text.length;
    const line = text.subarray(start, end);
    if (!isBlank(line)) {
      isBlankText = false;
      yield line;
    }
    start = end + 1;
  }
  if (isBlankText) yield text;
}

/** Blanks as JSON has them, newlines included. */
export function isBlank(text: Uint8Array): boolean {
  return firstByte(text) === undefined;
}

/** The first byte that is not blank. */
export function firstByte(text: Uint8Array): number | undefined {
  for (let i = 0; i < text.length; i++) {
    const byte = text[i]!;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== NEWLINE) return byte;
  }
  return undefined;
}
