import type { EventPosition, Scalar } from '../accumulators/accumulator';
import type { EventValues, Pipeline } from '../definition/pipeline';
import { keptFields, KEPT_TEXT_MAX, tooLongReason, tooLongText } from '../events/text-bound';
import type { ColumnFold } from './column-fold';
import type { Fold } from './fold';
import { TEXT, VALUE } from '../scan/slots';

/** An event that is being folded. */
export interface CurrentEvent {
  readonly eventTimeMs: number;
  /** Index in its Kinesis record, from 0. */
  readonly index: number;
  json(): Uint8Array;
  value(field: string): Scalar | null;
  /** Why the event cannot be kept. */
  tooLongText(): string | undefined;
  /** Adds it to one query's pane; false when it is late. */
  addTo(queryIndex: number, position: EventPosition, lateBeforeMs: number): boolean;
}

export class PlainEvent implements CurrentEvent {
  readonly eventTimeMs: number;
  private readonly values: EventValues;

  constructor(
    private readonly pipeline: Pipeline,
    private readonly fold: Fold,
    event: { readonly values: EventValues; readonly eventTimeMs: number },
    private readonly bytes: Uint8Array,
    readonly index: number,
  ) {
    this.values = event.values;
    this.eventTimeMs = event.eventTimeMs;
  }

  json(): Uint8Array {
    return this.bytes;
  }

  value(field: string): Scalar | null {
    return this.values[field] ?? null;
  }

  tooLongText(): string | undefined {
    return tooLongText(this.pipeline, this.values);
  }

  addTo(queryIndex: number, position: EventPosition, lateBeforeMs: number): boolean {
    return this.fold.add(queryIndex, this.values, position, lateBeforeMs);
  }
}

/** The event that the fold's reader holds; one object for all events of a fold. */
export class StrictEvent implements CurrentEvent {
  index = 0;
  start = 0;
  private readonly kept: readonly number[];

  constructor(
    private readonly fold: ColumnFold,
    pipeline: Pipeline,
  ) {
    this.kept = keptFields(pipeline).map(field => fold.reader.names.indexOf(field));
  }

  get eventTimeMs(): number {
    return this.fold.reader.eventTimeMs;
  }

  json(): Uint8Array {
    return this.fold.reader.text.slice(this.start, this.fold.reader.lineEnd);
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

  addTo(queryIndex: number, position: EventPosition, lateBeforeMs: number): boolean {
    return this.fold.add(queryIndex, position, lateBeforeMs);
  }
}
