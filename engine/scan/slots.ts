import type { Scalar } from '../values';
import type { EventText } from './event-text';

/** Where a value is. */
export const ABSENT = 0;
/** Counts as absent, but the field was there. */
export const NULL = 1;
/** In `numbers`. */
export const NUMBER = 2;
/** In the event's text, from `starts` to `ends`; without escapes. */
export const TEXT = 3;
/** In `values`. */
export const VALUE = 4;

/** The values of one event by number: the fields in order of the schema, then the computed columns. Used again for each event. */
export class Slots {
  readonly kinds: Uint8Array;
  readonly numbers: Float64Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly values: (Scalar | null)[];
  /** Whether the event's text is ASCII only. */
  isAscii = true;

  constructor(
    count: number,
    readonly text: EventText,
  ) {
    this.kinds = new Uint8Array(count);
    this.numbers = new Float64Array(count);
    this.starts = new Int32Array(count);
    this.ends = new Int32Array(count);
    this.values = new Array<Scalar | null>(count).fill(null);
  }

  value(slot: number): Scalar | null {
    const kind = this.kinds[slot];
    if (kind === NUMBER) return this.numbers[slot]!;
    if (kind === VALUE) return this.values[slot]!;
    if (kind !== TEXT) return null;
    return this.text.bytes.toString(this.isAscii ? 'latin1' : 'utf8', this.starts[slot], this.ends[slot]);
  }

  set(slot: number, value: Scalar | null): void {
    if (value === null) this.kinds[slot] = NULL;
    else if (typeof value === 'number') {
      this.kinds[slot] = NUMBER;
      this.numbers[slot] = value;
    } else {
      this.kinds[slot] = VALUE;
      this.values[slot] = value;
    }
  }
}
