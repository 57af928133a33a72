import type { Pipeline } from '../definition/pipeline';
import { decodeRecord } from '../events/decode-record';
import { isText, openRecord } from '../events/open-record';
import { parseEvent } from '../events/parse-event';
import { ColumnFold } from '../fold/column-fold';
import { PlainEvent } from '../fold/current-event';
import type { Fold } from '../fold/fold';
import type { StreamRecord } from '../ports';
import { foldEvent, quarantine } from './fold-event';
import { isFull, type Progress } from './progress';
import { Tally } from './tally';

/**
 * Folds a shard's records, given in the order of their sequence numbers, from `start` on, until none is left or the progress
 * is to be committed; the index behind the last one folded (rule A3). A pure function of the records, the generation and the
 * pinned bound. Records at or before `to` were folded already and are only counted: since Kinesis keeps a shard in order,
 * they can only be the first. Bad events go to the quarantine with their reason.
 */
export function foldRecords(
  pipeline: Pipeline,
  progress: Progress,
  records: readonly StreamRecord[],
  start = 0,
): number {
  let next = start;
  for (; next < records.length && records[next]!.sequenceNumber <= progress.to; next++) progress.counts.redelivered++;
  if (next === records.length) return next;
  if (progress.foreignRows) throw new Error('state of another generation must be committed before folding goes on');
  progress.firstArrivalMs ??= records[next]!.arrivalMs;
  const { fold } = progress;
  const tally = new Tally(pipeline, progress);
  next =
    fold instanceof ColumnFold
      ? foldAllStrictly(pipeline, tally, fold, records, next)
      : foldAllPlainly(pipeline, tally, fold, records, next);
  tally.settle();
  progress.to = records[next - 1]!.sequenceNumber;
  return next;
}

function foldAllPlainly(
  pipeline: Pipeline,
  tally: Tally,
  fold: Fold,
  records: readonly StreamRecord[],
  start: number,
): number {
  let next = start;
  do {
    const record = records[next++]!;
    tally.beginRecord(record);
    foldPlainly(pipeline, tally, fold, record);
  } while (next < records.length && !isFull(tally.progress));
  return next;
}

/** The same loop, to be compiled for these records and this fold only. */
function foldAllStrictly(
  pipeline: Pipeline,
  tally: Tally,
  fold: ColumnFold,
  records: readonly StreamRecord[],
  start: number,
): number {
  let next = start;
  fold.event.beginRecords(records);
  do {
    fold.event.beginRecord(next);
    const record = records[next++]!;
    tally.beginRecord(record);
    foldStrictly(pipeline, tally, fold, record);
  } while (next < records.length && !isFull(tally.progress));
  return next;
}

/** The reference: every event an object. */
function foldPlainly(pipeline: Pipeline, tally: Tally, fold: Fold, record: StreamRecord): void {
  const decoded = decodeRecord(record.data);
  if ('bad' in decoded) return quarantine(tally.progress, record, null, record.data, decoded.bad);
  decoded.events.forEach((json, index) => {
    const event = parseEvent(pipeline, json);
    if ('bad' in event) quarantine(tally.progress, record, index, json, event.bad);
    else foldEvent(pipeline, tally, record, new PlainEvent(pipeline, fold, event, json, record.sequenceNumber, index));
  });
}

/** The same, from the bytes: the texts lie one after another in the reader's buffer. */
function foldStrictly(pipeline: Pipeline, tally: Tally, fold: ColumnFold, record: StreamRecord): void {
  const { text } = fold.reader;
  if (record.base64 === undefined) text.load(record.data);
  else text.loadBase64(record.base64);
  if (isText(text.bytes[0]) && text.length > 0) return foldText(pipeline, tally, fold, record);
  const opened = openRecord(record.data);
  if ('bad' in opened) return quarantine(tally.progress, record, null, record.data, opened.bad);
  for (const bytes of opened.texts) {
    text.load(bytes);
    foldText(pipeline, tally, fold, record);
  }
}

/** Folds the events of the text that the reader holds. */
function foldText(pipeline: Pipeline, tally: Tally, fold: ColumnFold, record: StreamRecord): void {
  const { reader, event } = fold;
  const { text } = reader;
  const first = text.lineFrom(0);
  // A text of blank lines only is one bad event.
  for (let start = first < 0 ? 0 : first; start >= 0; start = first < 0 ? -1 : text.lineFrom(reader.lineEnd + 1)) {
    if (event.read(start)) foldEvent(pipeline, tally, record, event);
    else quarantine(tally.progress, record, event.position.index, event.json(), reader.reason);
  }
}
