import type { Pipeline } from '../definition/pipeline';
import { formatOf } from '../formats/format-of';
import { lines } from '../formats/lines';
import type { RecordEvent, RecordFormat, Schemas } from '../formats/record-format';
import { openFramed } from './open-framed';
import { type OpenedRecord, openRecord, RECORD_EVENTS_MAX } from './open-record';

/** The events of one Kinesis record, in order, or the reason why there are none. */
export type DecodedRecord = { readonly events: readonly RecordEvent[] } | { readonly bad: string };

/** Opens a record and finds its events, as the pipeline's format has them. */
export function decodeRecord(pipeline: Pipeline, data: Uint8Array, schemas?: Schemas): DecodedRecord {
  return decode(formatOf(pipeline), data, schemas);
}

/** Takes a record of a format out of its wrapping. */
export function openAs({ isFramed }: RecordFormat, data: Uint8Array): OpenedRecord {
  return isFramed ? openFramed(data) : openRecord(data);
}

/** A record of any format line by line, blank ones left out, or the reason why it cannot be opened. */
export function linesOfRecord(data: Uint8Array): { readonly lines: readonly Buffer[] } | { readonly bad: string } {
  const decoded = decode(lines, data);
  return 'bad' in decoded ? decoded : { lines: decoded.events.map(({ text }) => text) };
}

/** Where there are more events than RECORD_EVENTS_MAX, one more stands for all that follow: their text. */
function decode(format: RecordFormat, data: Uint8Array, schemas?: Schemas): DecodedRecord {
  const opened = openAs(format, data);
  if ('bad' in opened) return opened;
  const events: RecordEvent[] = [];
  for (const [i, text] of opened.texts.entries()) {
    for (const event of format.events(text, schemas)) {
      if (events.push(event) <= RECORD_EVENTS_MAX) continue;
      events[RECORD_EVENTS_MAX] = { text: joined([restFrom(event.text, text), ...opened.texts.slice(i + 1)]) };
      return { events };
    }
  }
  return { events };
}

/** A text from an event on; the event alone where it does not stand in the text as it is. */
function restFrom(event: Buffer, text: Buffer): Buffer {
  const start = event.byteOffset - text.byteOffset;
  const isWithin = event.buffer === text.buffer && start >= 0 && start < text.length;
  return isWithin ? text.subarray(start) : event;
}

const NEWLINE = Buffer.from('\n');

function joined(texts: readonly Buffer[]): Buffer {
  return texts.length === 1 ? texts[0]! : Buffer.concat(texts.flatMap(text => [text, NEWLINE]));
}
