import type { Pipeline } from '../definition/pipeline';
import { eventId } from '../dedupe/event-id';
import type { CurrentEvent } from '../fold/current-event';
import { reasonOf, sampleOf, type SideEntry } from '../store/side-entry';
import { RECORD_ROWS_MAX, type Tally } from './tally';

/** Folds one good event of a record into every query, or quarantines it for what only now shows. */
export function foldEvent(pipeline: Pipeline, tally: Tally, event: CurrentEvent): void {
  const { eventTimeMs, index } = event.position;
  const refusal =
    tooFarAhead(pipeline, eventTimeMs, tally.arrivalMs) ??
    event.tooLongText() ??
    (tally.hasRoom(index) ? undefined : NO_ROOM);
  if (refusal !== undefined) return quarantine(tally, index, event.json(), refusal);
  tally.decoded++;
  if (pipeline.dedupe && isCopy(pipeline.dedupe, tally, event)) return void tally.duplicates++;
  tally.maxEventTimeMs = Math.max(tally.maxEventTimeMs, eventTimeMs);
  const lateFor = addToQueries(tally, event);
  if (lateFor.length < tally.queries.length) tally.acceptedArrivalMs = tally.arrivalMs;
  if (lateFor.length > 0) {
    tally.setAside({
      ...entryOf(tally, index, event.json()),
      kind: 'late',
      reason: 'late',
      queries: lateFor,
    });
  }
}

const NO_ROOM = `the record's events fall into more than ${RECORD_ROWS_MAX} panes and keys`;

/** Rule W4: such an event would drag the watermark with it. */
function tooFarAhead(pipeline: Pipeline, eventTimeMs: number, arrivalMs: number): string | undefined {
  const isAhead = eventTimeMs - arrivalMs > pipeline.watermark.maxFutureSkewMs;
  return isAhead ? 'event time too far ahead of its arrival' : undefined;
}

/** Whether the event was counted before, by the definition's `dedupe`. */
function isCopy(
  dedupe: NonNullable<Pipeline['dedupe']>,
  { progress: { seen }, toArrivalMs }: Tally,
  event: CurrentEvent,
): boolean {
  if (!seen) throw new Error('the ids seen before are to be loaded before folding goes on');
  const value = event.value(dedupe.by);
  return value !== null && seen.isCopy(eventId(dedupe.by, value), toArrivalMs, dedupe.withinMs);
}

const NONE: readonly string[] = [];

/** The names of the queries for which the event is late (rule A6). */
function addToQueries({ queries, accepted, filtered, late }: Tally, event: CurrentEvent): readonly string[] {
  let lateFor = NONE;
  for (let i = 0; i < accepted.length; i++) {
    const outcome = event.addTo(i);
    if (outcome === 'accepted') accepted[i]!++;
    else if (outcome === 'filtered') filtered[i]!++;
    else {
      late[i]!++;
      lateFor = [...lateFor, queries[i]!.name];
    }
  }
  return lateFor;
}

/** Counts an event that `accept` passes over. It has no time, and moves nothing. */
export function passOver(tally: Tally): void {
  tally.decoded++;
  tally.skipped++;
}

/** Sets bytes aside with the reason; `index` is null for a whole record. */
export function quarantine(tally: Tally, index: number | null, bytes: Uint8Array, reason: string): void {
  const { counts } = tally.progress;
  counts.decoded++;
  counts.quarantined++;
  tally.setAside({ ...entryOf(tally, index, bytes), kind: 'quarantine', reason: reasonOf(reason), queries: null });
}

function entryOf(
  { progress: { shardId }, record: { sequenceNumber }, arrivalMs }: Tally,
  index: number | null,
  bytes: Uint8Array,
): Omit<SideEntry, 'kind' | 'reason' | 'queries'> {
  return { shardId, sequenceNumber, index, arrivalMs, event: sampleOf(bytes), bytes: bytes.length };
}
