import type { Field } from '../definition/fields';
import type { EventValues, Pipeline } from '../definition/pipeline';
import { parseEvent, toMs } from '../events/parse-event';
import { Derived } from './derived';
import { EventScanner } from './event-scanner';
import { EventText } from './event-text';
import { RecordTexts } from './record-texts';
import { Slots } from './slots';

/**
 * Reads the events of a pipeline into slots: the strict scanner first, JSON.parse for what it leaves. Its buffers are used
 * again from record to record.
 */
export class EventReader {
  readonly text = new EventText();
  readonly records = new RecordTexts(this.text);
  readonly slots: Slots;
  /** Field names by slot: the schema's, then the derived ones. */
  readonly names: readonly string[];
  eventTimeMs = NaN;
  /** Why the last event is bad. */
  reason = '';
  /** Where the last event's line ends. */
  lineEnd = 0;
  /** Events that the scanner left to JSON.parse. */
  fallbacks = 0;
  readonly derived: Derived;
  private readonly scanner: EventScanner;
  private readonly timeSlot: number;
  private readonly timeField: Field;
  /** Whether the scanner leaves the event time in the slot's number. */
  private readonly isMs: boolean;

  constructor(private readonly pipeline: Pipeline) {
    const fields = Object.keys(pipeline.fields);
    this.names = [...fields, ...Object.keys(pipeline.derive)];
    this.slots = new Slots(this.names.length, this.text);
    this.scanner = new EventScanner(pipeline.fields, this.text, this.slots);
    this.derived = new Derived(pipeline, fields, this.slots);
    this.timeSlot = fields.indexOf(pipeline.eventTime);
    this.timeField = pipeline.fields[pipeline.eventTime]!;
    this.isMs = this.timeField.kind !== 'epochSeconds';
  }

  /** Reads the event whose line begins at `start`. False when it is bad, for the reason in `reason`. */
  read(start: number): boolean {
    let end = this.scanner.scan(start);
    if (end >= 0) {
      end = this.endOfLine(end);
      if (end >= 0 && this.derived.compute()) {
        this.lineEnd = end;
        this.eventTimeMs = this.isMs
          ? this.slots.numbers[this.timeSlot]!
          : toMs(this.slots.value(this.timeSlot)!, this.timeField);
        return true;
      }
    }
    return this.readPlainly(start);
  }

  /** Behind the blanks after an event, where its line or the text ends; else -1. */
  private endOfLine(at: number): number {
    const { bytes, end } = this.text;
    for (let i = at; ; i++) {
      const byte = bytes[i]!;
      if (byte === 0x0a || i === end) return i;
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return -1;
    }
  }

  /** Only what the scanner has refused comes here, or a text of blanks, which is one line. */
  private readPlainly(start: number): boolean {
    const { text } = this;
    this.fallbacks++;
    const newline = text.slice(start, text.end).indexOf(0x0a);
    this.lineEnd = newline < 0 || text.lineFrom(start) < 0 ? text.end : start + newline;
    const event = parseEvent(this.pipeline, text.slice(start, this.lineEnd));
    if ('bad' in event) {
      this.reason = event.bad;
      return false;
    }
    this.take(event.values);
    this.eventTimeMs = event.eventTimeMs;
    return true;
  }

  private take(values: EventValues): void {
    this.derived.entry = -1;
    for (let i = 0; i < this.names.length; i++) this.slots.set(i, values[this.names[i]!] ?? null);
  }
}

const readers = new WeakMap<Pipeline, EventReader>();

/** The pipeline's reader. Whoever uses it is done with an event before another is read: folding never waits. */
export function readerOf(pipeline: Pipeline): EventReader {
  let reader = readers.get(pipeline);
  if (!reader) readers.set(pipeline, (reader = new EventReader(pipeline)));
  return reader;
}
