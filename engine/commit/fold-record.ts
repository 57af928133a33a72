import type { EventPosition } from '../accumulators/accumulator';
import type { EventValues, Pipeline } from '../definition/pipeline';
import { decodeRecord } from '../events/decode-record';
import { parseEvent } from '../events/parse-event';
import { tooLongText } from '../events/text-bound';
import type { StreamRecord } from '../ports';
import { eventId } from '../dedupe/seen';
import { increment } from './counts';
import type { Progress } from './progress';
import { sampleOf, type SideEntry } from './side-entry';

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
  const decoded = decodeRecord(record.data);
  if ('bad' in decoded) return quarantine(progress, record, null, record.data, decoded.bad);
  decoded.events.forEach((json, index) => {
    const event = parseEvent(pipeline, json);
    if ('bad' in event) return quarantine(progress, record, index, json, event.bad);
    const refusal = tooFarAhead(pipeline, event.eventTimeMs, record.arrivalMs) ?? tooLongText(pipeline, event.values);
    if (refusal !== undefined) return quarantine(progress, record, index, json, refusal);
    progress.counts.decoded++;
    if (isCopy(pipeline, progress, event.values)) return void progress.counts.duplicates++;
    progress.maxEventTimeMs = Math.max(progress.maxEventTimeMs ?? 0, event.eventTimeMs);
    const position = { eventTimeMs: event.eventTimeMs, sequenceNumber: record.sequenceNumber, index };
    const lateFor = foldEvent(pipeline, progress, event.values, position);
    if (lateFor.length < pipeline.queries.length) progress.acceptedArrivalMs = record.arrivalMs;
    if (lateFor.length > 0) {
      progress.entries.push({
        ...entryOf(progress, record, index, json),
        kind: 'late',
        reason: 'late',
        queries: lateFor,
      });
    }
  });
}

/** Rule W4: such an event would drag the watermark with it. */
function tooFarAhead(pipeline: Pipeline, eventTimeMs: number, arrivalMs: number): string | undefined {
  const isAhead = eventTimeMs - arrivalMs > pipeline.watermark.maxFutureSkewMs;
  return isAhead ? 'event time too far ahead of its arrival' : undefined;
}

/** Whether the event was counted before, by the definition's `dedupe`. */
function isCopy({ dedupe }: Pipeline, { seen, toArrivalMs }: Progress, values: EventValues): boolean {
  if (!dedupe) return false;
  if (!seen) throw new Error('the ids seen before are to be loaded before folding goes on');
  const value = values[dedupe.by] ?? null;
  return value !== null && seen.isCopy(eventId(dedupe.by, value), toArrivalMs, dedupe.withinMs);
}

/** Adds the event to each query; the names of those for which it is late (rule A6). */
function foldEvent(pipeline: Pipeline, progress: Progress, values: EventValues, position: EventPosition): string[] {
  const { boundMs, counts, fold } = progress;
  const lateBeforeMs = boundMs === null ? -Infinity : boundMs - pipeline.allowedLatenessMs;
  const lateFor: string[] = [];
  for (let i = 0; i < pipeline.queries.length; i++) {
    const { name } = pipeline.queries[i]!;
    if (fold.add(i, values, position, lateBeforeMs)) increment(counts.accepted, name);
    else {
      increment(counts.late, name);
      lateFor.push(name);
    }
  }
  return lateFor;
}

function quarantine(
  progress: Progress,
  record: StreamRecord,
  index: number | null,
  bytes: Uint8Array,
  reason: string,
): void {
  progress.counts.decoded++;
  progress.counts.quarantined++;
  progress.entries.push({ ...entryOf(progress, record, index, bytes), kind: 'quarantine', reason, queries: null });
}

function entryOf(
  progress: Progress,
  record: StreamRecord,
  index: number | null,
  bytes: Uint8Array,
): Omit<SideEntry, 'kind' | 'reason' | 'queries'> {
  const { shardId } = progress;
  return { shardId, sequenceNumber: record.sequenceNumber, index, arrivalMs: record.arrivalMs, event: sampleOf(bytes) };
}
