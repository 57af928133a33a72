import { type LookupTables, NO_TABLES } from '../ports';
import type { Field } from '../definition/fields';
import type { EventValues, Pipeline } from '../definition/pipeline';
import { fieldOf } from '../definition/check-fields';
import { toMs } from '../events/instant';
import { type ParsedEvent, parseEvent, parseText } from '../events/parse-event';
import { isInRange } from '../events/read-value';
import { formatOf } from '../formats/format-of';
import type { RecordEvent, RecordFormat } from '../formats/record-format';
import { CellFields } from './cell-fields';
import { ComputedColumns, type Reading } from './computed-columns';
import { EventScanner } from './event-scanner';
import { EventText } from './event-text';
import { OuterFields } from './outer-fields';
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
  /** Columns by slot: the schema's fields, then the computed ones. */
  readonly names: readonly string[];
  eventTimeMs = NaN;
  /** Why the last event is bad. */
  reason = '';
  /** Where the last event's line ends. */
  lineEnd = 0;
  /** Events that the scanner left to JSON.parse. */
  fallbacks = 0;
  readonly computed: ComputedColumns;
  readonly format: RecordFormat;
  private lookedUpIn: LookupTables = NO_TABLES;
  private readonly scanner: EventScanner;
  private readonly outer: OuterFields;
  private readonly cells: CellFields;
  private readonly timeSlot: number;
  /** Undefined where an expression gives the event time. */
  private readonly timeField: Field | undefined;
  /** Whether the scanner leaves the event time in the slot's number. */
  private readonly isMs: boolean;

  constructor(private readonly pipeline: Pipeline) {
    this.format = formatOf(pipeline);
    const fields = Object.keys(pipeline.fields);
    this.names = [...fields, ...pipeline.columns.map(({ name }) => name)];
    this.slots = new Slots(this.names.length, this.text);
    this.scanner = new EventScanner(pipeline.fields, this.text, this.slots);
    this.outer = new OuterFields(pipeline, this.slots);
    this.cells = new CellFields(pipeline, this.slots);
    this.computed = new ComputedColumns(pipeline, this.names, this.slots, this);
    this.timeSlot = this.names.indexOf(pipeline.eventTime);
    this.timeField = fieldOf(pipeline.fields, pipeline.eventTime);
    this.isMs =
      this.timeField !== undefined && this.timeField.kind !== 'epochSeconds' && !this.outer.has(this.timeSlot);
  }

  /** What the events' lookups find. */
  get tables(): LookupTables {
    return this.lookedUpIn;
  }

  set tables(tables: LookupTables) {
    if (tables === this.lookedUpIn) return;
    this.lookedUpIn = tables;
    this.computed.forget();
  }

  /** Reads the event whose line begins at `start`; of a bad one, `reason` tells why. */
  read(start: number): Reading {
    const end = this.scanned(start);
    if (end < 0) return this.readPlainly(start);
    const reading = this.computed.reading();
    if (reading === 'bad' || (reading === 'good' && !this.hasTime())) return this.readPlainly(start);
    this.lineEnd = end;
    return reading;
  }

  /** Reads an event that its format has taken out of a record; of a bad one, `reason` tells why. */
  readFound(found: RecordEvent): Reading {
    const { cells, bad } = found;
    const isRead = bad === undefined && (cells ? this.cells.fill(cells) : this.isScanned(found));
    const reading = isRead ? this.computed.reading() : 'bad';
    if (reading === 'bad' || (reading === 'good' && !this.hasTime(this.isMs && !cells)))
      return this.takePlain(parseEvent(this.pipeline, found, this.records.arrivalMs, this.tables));
    return reading;
  }

  private isScanned(found: RecordEvent): boolean {
    const { text } = this;
    text.load(found.text);
    return this.scanned(text.start, found.envelope) === text.end;
  }

  /** Reads an event's fields in place: where its line or the text ends; -1 where the plain way must decide. */
  private scanned(start: number, envelope?: object): number {
    let end = this.scanner.scan(start);
    if (end >= 0) end = this.endOfLine(end);
    return end >= 0 && this.outer.fill(envelope) ? end : -1;
  }

  /** Notes when the event happened; false where the plain way must say why that is not known. */
  private hasTime(isMs = this.isMs): boolean {
    if (isMs) this.eventTimeMs = this.slots.numbers[this.timeSlot]!;
    else {
      const value = this.slots.value(this.timeSlot);
      if (value === null) return false;
      this.eventTimeMs = this.timeField ? toMs(value, this.timeField) : (value as number);
    }
    return isInRange(this.eventTimeMs);
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
  private readPlainly(start: number): Reading {
    const { text } = this;
    const newline = text.slice(start, text.end).indexOf(0x0a);
    this.lineEnd = newline < 0 || text.lineFrom(start) < 0 ? text.end : start + newline;
    const line = text.slice(start, this.lineEnd);
    return this.takePlain(parseText(this.pipeline, line, this.records.arrivalMs, undefined, this.tables));
  }

  private takePlain(event: ParsedEvent): Reading {
    this.fallbacks++;
    if ('isSkipped' in event) return 'skipped';
    if ('bad' in event) {
      this.reason = event.bad;
      return 'bad';
    }
    this.take(event.values);
    this.eventTimeMs = event.eventTimeMs;
    return 'good';
  }

  private take(values: EventValues): void {
    this.computed.forgetEntry();
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
