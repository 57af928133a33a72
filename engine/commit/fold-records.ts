import type { Pipeline } from '../definition/pipeline';
import { decodeRecord, openAs } from '../events/decode-record';
import { RECORD_EVENTS_MAX } from '../events/open-record';
import { parseEvent } from '../events/parse-event';
import { json } from '../formats/json';
import { firstByte } from '../formats/lines';
import type { RecordEvent } from '../formats/record-format';
import { ColumnFold } from '../fold/column-fold';
import { PlainEvent } from '../fold/current-event';
import type { Fold } from '../fold/fold';
import type { RecordBatch, SequenceNumber } from '../ports';
import { foldEvent, passOver, quarantine } from './fold-event';
import { isFull, type Progress } from './progress';
import type { Reading } from '../scan/computed-columns';
import { Tally } from './tally';

/**
 * Folds a shard's records, given in the order of their sequence numbers, from `start` on, until none is left or the progress
 * is to be committed; the index behind the last one folded (rule A3). A pure function of the records, the generation and the
 * pinned bound. Records at or before `to` were folded already and are only counted: since Kinesis keeps a shard in order,
 * they can only be the first. Bad events go to the quarantine with their reason.
 */
export function foldRecords(pipeline: Pipeline, progress: Progress, records: RecordBatch, start = 0): number {
  let next = firstAfter(records, progress.to, start);
  progress.counts.redelivered += next - start;
  if (next === records.length) return next;
  if (progress.foreignRows) throw new Error('rows of another state must be committed before folding goes on');
  progress.firstArrivalMs ??= records.at(next)!.arrivalMs;
  const { fold } = progress;
  const tally = new Tally(pipeline, progress, records);
  next =
    fold instanceof ColumnFold
      ? foldAllStrictly(pipeline, tally, fold, next)
      : foldAllPlainly(pipeline, tally, fold, next);
  tally.settle();
  progress.to = records.at(next - 1)!.sequenceNumber;
  return next;
}

/** The index, from `start` on, of the first record after `to`. */
export function firstAfter(records: RecordBatch, to: SequenceNumber, start = 0): number {
  let next = start;
  while (next < records.length && records.at(next)!.sequenceNumber <= to) next++;
  return next;
}

function foldAllPlainly(pipeline: Pipeline, tally: Tally, fold: Fold, start: number): number {
  let next = start;
  do {
    tally.beginRecord(next, tally.records.at(next++)!.arrivalMs);
    foldPlainly(pipeline, tally, fold);
  } while (next < tally.records.length && !isFull(tally.progress));
  return next;
}

/** The same loop, to be compiled for these records and this fold only. */
function foldAllStrictly(pipeline: Pipeline, tally: Tally, fold: ColumnFold, start: number): number {
  let next = start;
  const { reader } = fold;
  const { records } = reader;
  reader.tables = tally.progress.tables;
  records.begin(tally.records);
  fold.event.beginRecords(tally.records);
  do {
    records.show(next);
    fold.event.beginRecord(next);
    tally.beginRecord(next++, records.arrivalMs);
    foldStrictly(pipeline, tally, fold);
  } while (next < tally.records.length && !isFull(tally.progress));
  return next;
}

/** The reference: every event an object. */
function foldPlainly(pipeline: Pipeline, tally: Tally, fold: Fold): void {
  const { record } = tally;
  const decoded = decodeRecord(pipeline, record.data, tally.records.schemas);
  if ('bad' in decoded) return quarantine(tally, null, record.data, decoded.bad);
  decoded.events.forEach((found, index) => {
    if (index === RECORD_EVENTS_MAX) return quarantine(tally, index, found.text, TOO_MANY);
    const event = parseEvent(pipeline, found, record.arrivalMs, tally.progress.tables);
    if ('bad' in event) quarantine(tally, index, found.text, event.bad);
    else if ('isSkipped' in event) passOver(tally);
    else foldEvent(pipeline, tally, new PlainEvent(pipeline, fold, event, found, record.sequenceNumber, index));
  });
}

const OPEN_BRACE = 0x7b;
const TOO_MANY = `a record may hold at most ${RECORD_EVENTS_MAX} events`;

/** The same, from the bytes that the reader holds. */
function foldStrictly(pipeline: Pipeline, tally: Tally, fold: ColumnFold): void {
  const { text, format } = fold.reader;
  if (format === json && text.bytes[text.start] === OPEN_BRACE) return void foldText(pipeline, tally, fold);
  const data = text.slice(text.start, text.end);
  text.keep();
  const opened = openAs(format, data);
  if ('bad' in opened) return quarantine(tally, null, data, opened.bad);
  for (const one of opened.texts) {
    const isLines = format === json && firstByte(one) === OPEN_BRACE;
    if (isLines) text.load(one);
    const hasRoom = isLines
      ? foldText(pipeline, tally, fold)
      : foldFound(pipeline, tally, fold, format.events(one, tally.records.schemas));
    if (!hasRoom) return;
  }
}

/** Folds the events that a format finds in a text; false where the record has more of them than it may. */
function foldFound(pipeline: Pipeline, tally: Tally, fold: ColumnFold, events: Iterable<RecordEvent>): boolean {
  const { event } = fold;
  for (const found of events) {
    if (event.position.index + 1 === RECORD_EVENTS_MAX) return quarantineRest(pipeline, tally);
    take(pipeline, tally, fold, event.readFound(found));
  }
  return true;
}

/** Folds the events of the text that the reader holds; false where the record has more of them than it may. */
function foldText(pipeline: Pipeline, tally: Tally, fold: ColumnFold): boolean {
  const { reader, event } = fold;
  const { text } = reader;
  const first = text.lineFrom(text.start);
  // A text of blank lines only is one bad event.
  for (
    let start = first < 0 ? text.start : first;
    start >= 0;
    start = first < 0 ? -1 : text.lineFrom(reader.lineEnd + 1)
  ) {
    if (event.position.index + 1 === RECORD_EVENTS_MAX) return quarantineRest(pipeline, tally);
    take(pipeline, tally, fold, event.read(start));
  }
  return true;
}

function take(pipeline: Pipeline, tally: Tally, { event, reader }: ColumnFold, reading: Reading): void {
  if (reading === 'good') foldEvent(pipeline, tally, event);
  else if (reading === 'skipped') passOver(tally);
  else quarantine(tally, event.position.index, event.json(), reader.reason);
}

function quarantineRest(pipeline: Pipeline, tally: Tally): false {
  const decoded = decodeRecord(pipeline, tally.record.data, tally.records.schemas);
  if ('events' in decoded) quarantine(tally, RECORD_EVENTS_MAX, decoded.events[RECORD_EVENTS_MAX]!.text, TOO_MANY);
  return false;
}
