import type { Scalar } from '../values';
import type { Pipeline } from '../definition/pipeline';
import { type DerivedField, derivedFields, derivedValue } from '../events/derive';
import { ByteKeys } from './byte-keys';
import { type Slots, TEXT } from './slots';

/** Results with a longer text are not remembered, characters: there are many of them. */
const REMEMBERED_MAX = 1024;

/**
 * Computes the derived fields of an event. They are pure functions of the fields they read: when all of them together
 * have read but one text, what they gave is remembered by its bytes.
 */
export class Derived {
  /** Number of the remembered text that the last event's derived fields come from, or -1. */
  entry = -1;
  private readonly derived: readonly DerivedField[];
  private readonly event: Readonly<Record<string, Scalar | null>>;
  private readonly known = new ByteKeys();
  private results: (Scalar | null)[][] = [];
  /** Slot of the one text that was read the last time. */
  private source = -1;
  private knownSource = -1;
  /** Slots read: none -1, one its number, several -2. */
  private read = -1;

  constructor(
    pipeline: Pipeline,
    private readonly fields: readonly string[],
    private readonly slots: Slots,
  ) {
    this.derived = derivedFields(pipeline);
    this.event = this.watched();
  }

  /** Number that changes when the entries given before no longer hold. */
  get epoch(): number {
    return this.known.epoch;
  }

  /** Sets the slots of the derived fields; false when one of them failed, or gave what does not count. */
  compute(): boolean {
    this.entry = -1;
    if (this.derived.length === 0) return true;
    const { source, slots } = this;
    if (source < 0 || slots.kinds[source] !== TEXT) return this.evaluate() !== undefined;
    const { bytes, words } = slots.text;
    const start = slots.starts[source]!;
    const end = slots.ends[source]!;
    let entry = this.known.find(words, start, end);
    if (entry >= 0) this.fill(this.results[entry]!);
    else {
      const values = this.evaluate();
      if (values === undefined) return false;
      if (this.read !== this.knownSource || !values.every(isShort)) return true;
      entry = this.known.add(bytes, start, end);
      if (entry === 0) this.results = [];
      if (entry >= 0) this.results[entry] = values;
    }
    this.entry = entry;
    return true;
  }

  private evaluate(): (Scalar | null)[] | undefined {
    this.read = -1;
    const values: (Scalar | null)[] = [];
    try {
      for (const field of this.derived) {
        const value = derivedValue(field.compute(this.event), field);
        if (value === undefined) return undefined;
        values.push(value);
      }
    } catch {
      return undefined;
    }
    this.fill(values);
    if (this.knownSource < 0 && this.read >= 0) this.source = this.knownSource = this.read;
    return values;
  }

  private fill(values: readonly (Scalar | null)[]): void {
    for (let i = 0; i < values.length; i++) this.slots.set(this.fields.length + i, values[i]!);
  }

  /** The event as the functions see it, who cannot change it; notes which fields they read. */
  private watched(): Readonly<Record<string, Scalar | null>> {
    const event = {};
    this.fields.forEach((name, slot) => {
      const get = (): Scalar | null => {
        if (this.read !== slot) this.read = this.read === -1 ? slot : -2;
        return this.slots.value(slot);
      };
      Object.defineProperty(event, name, { enumerable: true, get });
    });
    return Object.freeze(event);
  }
}

function isShort(value: Scalar | null): boolean {
  return typeof value !== 'string' || value.length <= REMEMBERED_MAX;
}
