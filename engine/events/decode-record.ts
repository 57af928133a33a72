import { openRecord } from './open-record';

/** The events of one Kinesis record as JSON bytes, in order, or the reason why there are none. */
export type DecodedRecord = { readonly events: readonly Buffer[] } | { readonly bad: string };

/** Opens a record and splits it into its NDJSON lines; blank lines do not count. */
export function decodeRecord(data: Uint8Array): DecodedRecord {
  const opened = openRecord(data);
  return 'bad' in opened ? opened : { events: opened.texts.flatMap(lines) };
}

const NEWLINE = 0x0a;

function lines(text: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let start = 0; start < text.length;) {
    let end = text.indexOf(NEWLINE, start);
    if (end === -1) end = text.length;
    const line = text.subarray(start, end);
    if (!isBlank(line)) found.push(line);
    start = end + 1;
  }
  return found.length === 0 ? [text] : found;
}

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  return true;
}
