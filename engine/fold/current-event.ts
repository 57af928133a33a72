import type { EventPosition } from '../accumulators/accumulator';
import type { Scalar } from '../values';
import type { EventValues, Pipeline } from '../definition/pipeline';
import type { RecordBatch, SequenceNumber } from '../ports';
import { keptFields, tooLongReason, tooLongText } from '../events/text-bound';
import type { RecordEvent } from '../formats/record-format';
import { KEPT_TEXT_MAX } from '../definition/row-size';
import type { Fold, Outcome } from './fold';
import type { Reading } from '../scan/computed-columns';
import type { EventReader } from '../scan/event-reader';
import { TEXT, VALUE } from '../scan/slots';

/** An event that is being folded. */
export interface CurrentEvent {
  readonly position: EventPosition;
  json(): Uint8Array;
  value(field: string): Scalar | null;
  /** Why the event cannot be kept. */
  tooLongText(): string | undefined;
  /** Adds it to one query's pane, where it is accepted. */
  addTo(queryIndex: number): Outcome;
}

export class PlainEvent implements CurrentEvent {
  readonly position: EventPosition;
  private readonly values: EventValues;

  constructor(
    private readonly pipeline: Pipeline,
    private readonly fold: Fold,
    event: { readonly values: EventValues; readonly eventTimeMs: number },
    private readonly found: RecordEvent,
    sequenceNumber: SequenceNumber,
    index: number,
  ) {
    this.values = event.values;
    this.position = { eventTimeMs: event.eventTimeMs, sequenceNumber, index };
  }

  json(): Uint8Array {
    return this.found.text;
  }

  value(field: string): Scalar | null {
    return this.values[field] ?? null;
  }

  tooLongText(): string | undefined {
    return tooLongText(this.pipeline, this.values);
  }

  addTo(queryIndex: number): Outcome {
    return this.fold.add(queryIndex, this.values, this.position);
  }
}

/** Moves on with the events: who keeps a position copies it. */
class CurrentPosition implements EventPosition {
  eventTimeMs = NaN;
  index = 0;
  records: RecordBatch = [];
  recordIndex = 0;

  /** Few queries ask for it, and a look at each record's costs more than the rest of a position. */
  get sequenceNumber(): SequenceNumber {
    return this.records.at(this.recordIndex)!.sequenceNumber;
  }
}

/** What a strict event is read by and added to. */
interface StrictFold {
  readonly reader: EventReader;
  add(queryIndex: number, position: EventPosition): Outcome;
}

/** The event that the fold's reader holds; one object for all events of a fold. */
export class StrictEvent implements CurrentEvent {
  readonly position = new CurrentPosition();
  private readonly kept: readonly number[];
  private start = 0;
  /** The event, where its format has taken it out of the record. */
  private found: RecordEvent | undefined;

  constructor(
    private readonly fold: StrictFold,
    pipeline: Pipeline,
  ) {
    this.kept = keptFields(pipeline).map(field => fold.reader.names.indexOf(field));
  }

  /** The events that are read next are of these records. */
  beginRecords(records: RecordBatch): void {
    this.position.records = records;
  }

  /** The events that are read next are this record's. */
  beginRecord(index: number): void {
    this.position.recordIndex = index;
    this.position.index = -1;
  }

  /** Reads the record's next event, whose line begins at `start`. */
  read(start: number): Reading {
    const { reader } = this.fold;
    this.start = start;
    this.found = undefined;
    this.position.index++;
    const reading = reader.read(start);
    this.position.eventTimeMs = reader.eventTimeMs;
    return reading;
  }

  /** Reads an event that its format has taken out of the record. */
  readFound(found: RecordEvent): Reading {
    const { reader } = this.fold;
    this.position.index++;
    const reading = reader.readFound(found);
    this.found = found;
    this.position.eventTimeMs = reader.eventTimeMs;
    return reading;
  }

  json(): Uint8Array {
    const { text, lineEnd } = this.fold.reader;
    return this.found ? this.found.text : text.slice(this.start, lineEnd);
  }

  value(field: string): Scalar | null {
    const { names, slots } = this.fold.reader;
    return slots.value(names.indexOf(field));
  }

  tooLongText(): string | undefined {
    const { slots, names } = this.fold.reader;
    for (let i = 0; i < this.kept.length; i++) {
      const slot = this.kept[i]!;
      const kind = slots.kinds[slot];
      // A text has no more UTF-16 units than bytes.
      if (kind === TEXT ? slots.ends[slot]! - slots.starts[slot]! <= KEPT_TEXT_MAX : kind !== VALUE) continue;
      const value = slots.value(slot);
      if (typeof value === 'string' && value.length > KEPT_TEXT_MAX) return tooLongReason(names[slot]!, value);
    }
    return undefined;
  }

  addTo(queryIndex: number): Outcome {
    return this.fold.add(queryIndex, this.position);
  }
}
