import { QUOTE } from './bytes';
import { compileShape, REST, type Shape, type ShapePart, SKIP, type ValueReader } from './compile-shape';
import type { EventText } from './event-text';

/** So often an event must have been written alike before a reader is compiled for it. */
const SEEN_MIN = 16;
const COMPILED_MAX = 4;
const WATCHED_MAX = 64;
const PARTS_MAX = 64;

type ReadShape = (start: number) => number;

/**
 * Learns how a stream's events are written: producers give the fields in one order, with the same blanks between them. For
 * the few shapes that come often a reader is compiled; others are left to whoever asks.
 */
export class Shapes {
  private readonly compiled: ReadShape[] = [];
  private readonly seen = new Map<string, number>();
  private readonly parts: ShapePart[] = [];
  private from = 0;
  private isLearning = true;

  constructor(
    private readonly text: EventText,
    private readonly reader: ValueReader,
    private readonly compile = compileShape,
  ) {}

  /** The place behind the event at `start`, its values read; -1 when it has none of the known shapes. */
  read(start: number): number {
    const { compiled } = this;
    for (let i = 0; i < compiled.length; i++) {
      const end = compiled[i]!(start);
      if (end < 0) continue;
      if (i > 0) compiled.unshift(...compiled.splice(i, 1));
      return end;
    }
    return -1;
  }

  /** Begins to watch how an event is read that has none of the known shapes. */
  begin(start: number): void {
    this.from = start;
    this.parts.length = 0;
  }

  /** A value of this field stands from `start` to `end`. */
  value(field: number, start: number, end: number): void {
    if (!this.isLearning || this.parts.length === PARTS_MAX) return;
    const { bytes } = this.text;
    const isText = this.reader.takesText[field] === true && bytes[start] === QUOTE;
    this.parts.push({ bytes: this.text.slice(this.from, isText ? start + 1 : start), field, isText });
    this.from = isText ? end - 1 : end;
  }

  /** A value that no field has. */
  skipped(start: number, end: number): void {
    this.value(SKIP, start, end);
  }

  /** The elements of an array behind the last that has a field. */
  rest(start: number, end: number): void {
    this.value(REST, start, end);
  }

  /** The event is of no shape that others could have. */
  abandon(): void {
    this.parts.length = PARTS_MAX;
  }

  /** The event ended well, here. */
  end(end: number): void {
    if (!this.isLearning || this.parts.length === 0 || this.parts.length === PARTS_MAX) return;
    const shape = { parts: this.parts, end: this.text.slice(this.from, end) };
    const name = nameOf(shape);
    const times = (this.seen.get(name) ?? 0) + 1;
    if (this.seen.size === WATCHED_MAX) this.seen.clear(); // its shapes seem to have no end
    this.seen.set(name, times);
    if (times === SEEN_MIN) this.learn(shape);
  }

  private learn(shape: Shape): void {
    try {
      this.compiled.unshift(this.compile(shape, this.reader));
      this.isLearning = this.compiled.length < COMPILED_MAX;
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
      this.isLearning = false; // where code from text is forbidden
    }
  }
}

function nameOf({ parts, end }: Shape): string {
  return [...parts.map(({ bytes }) => bytes), end].map(bytes => Buffer.from(bytes).toString('latin1')).join('\0');
}
