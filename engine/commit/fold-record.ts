import type { Pipeline } from '../definition/pipeline';
import { decodeRecord } from '../events/decode-record';
import { isText, openRecord } from '../events/open-record';
import { parseEvent } from '../events/parse-event';
import { ColumnFold } from '../fold/column-fold';
import { PlainEvent } from '../fold/current-event';
import type { Fold } from '../fold/fold';
import type { StreamRecord } from '../ports';
import { foldEvent, quarantine } from './fold-event';
import type { Progress } from './progress';

/**
 * Folds one record into the progress (rule A3): a pure function of the record, the generation and the pinned bound. A
 * record at or before `to` was folded already and is only counted. Bad events go to the quarantine with their reason.
 */
export function foldRecord(pipeline: Pipeline, progress: Progress, record: StreamRecord): void {
  if (record.sequenceNumber <= progress.to) {
    progress.counts.redelivered++;
    return;
  }
  if (progress.foreignRows) throw new Error('state of another generation must be committed before folding goes on');
  progress.to = record.sequenceNumber;
  progress.toArrivalMs = Math.max(progress.toArrivalMs, record.arrivalMs);
  progress.counts.newRecords++;
  if (progress.fold instanceof ColumnFold) foldStrictly(pipeline, progress, progress.fold, record);
  else foldPlainly(pipeline, progress, progress.fold, record);
}

/** The reference: every event an object. */
function foldPlainly(pipeline: Pipeline, progress: Progress, fold: Fold, record: StreamRecord): void {
  const decoded = decodeRecord(record.data);
  if ('bad' in decoded) return quarantine(progress, record, null, record.data, decoded.bad);
  decoded.events.forEach((json, index) => {
    const event = parseEvent(pipeline, json);
    if ('bad' in event) quarantine(progress, record, index, json, event.bad);
    else foldEvent(pipeline, progress, record, new PlainEvent(pipeline, fold, event, json, index));
  });
}

/** The same, from the bytes: the texts lie one after another in the reader's buffer. */
function foldStrictly(pipeline: Pipeline, progress: Progress, fold: ColumnFold, record: StreamRecord): void {
  const { text } = fold.reader;
  if (record.base64 === undefined) text.load(record.data);
  else text.loadBase64(record.base64);
  if (isText(text.bytes[0]) && text.length > 0) return void foldText(pipeline, progress, fold, record, 0);
  const opened = openRecord(record.data);
  if ('bad' in opened) return quarantine(progress, record, null, record.data, opened.bad);
  let index = 0;
  for (const bytes of opened.texts) {
    text.load(bytes);
    index = foldText(pipeline, progress, fold, record, index);
  }
}

/** Folds the events of the text that the reader holds, of which the first has this index; the index after the last. */
function foldText(
  pipeline: Pipeline,
  progress: Progress,
  fold: ColumnFold,
  record: StreamRecord,
  firstIndex: number,
): number {
  const { reader, event } = fold;
  const { text } = reader;
  const first = text.lineFrom(0);
  event.index = firstIndex;
  // A text of blank lines only is one bad event.
  for (let start = first < 0 ? 0 : first; start >= 0; start = first < 0 ? -1 : text.lineFrom(reader.lineEnd + 1)) {
    event.start = start;
    const isGood = reader.read(start);
    if (isGood) foldEvent(pipeline, progress, record, event);
    else quarantine(progress, record, event.index, event.json(), reader.reason);
    event.index++;
  }
  return event.index;
}
