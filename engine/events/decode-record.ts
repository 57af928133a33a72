import { openRecord, RECORD_EVENTS_MAX } from './open-record';

/** The events of one Kinesis record as JSON bytes, in order, or the reason why there are none. */
export type DecodedRecord = { readonly events: readonly Buffer[] } | { readonly bad: string };

/**
 * Opens a record and splits it into its NDJSON lines; blank lines do not count. Where there are more than RECORD_EVENTS_MAX, one
 * more stands for all that follow: their text.
 */
export function decodeRecord(data: Uint8Array): DecodedRecord {
  const opened = openRecord(data);
  if ('bad' in opened) return opened;
  const events: Buffer[] = [];
  for (const [i, text] of opened.texts.entries()) {
    for (const line of lines(text)) {
      if (events.push(line) <= RECORD_EVENTS_MAX) continue;
      const rest = text.subarray(line.byteOffset - text.byteOffset);
      events[RECORD_EVENTS_MAX] = joined([rest, ...opened.texts.slice(i + 1)]);
      return { events };
    }
  }
  return { events };
}

const NEWLINE = 0x0a;

/** The lines that are not blank; a text of blank lines only is one. */
function* lines(text: Buffer): Generator<Buffer> {
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

function joined(texts: readonly Buffer[]): Buffer {
  return texts.length === 1 ? texts[0]! : Buffer.concat(texts.flatMap(text => [text, Buffer.of(NEWLINE)]));
}

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  return true;
}
