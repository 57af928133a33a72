import { envelopePathOf, type FieldPath } from '../definition/field-path';
import type { Pipeline } from '../definition/pipeline';
import { valueAt } from '../formats/value-at';
import { type ValueReader, valueReader } from '../events/read-value';
import type { Scalar } from '../values';
import type { Slots } from './slots';

interface OuterField {
  readonly slot: number;
  readonly path: FieldPath;
  readonly isOptional: boolean;
  readonly read: ValueReader;
}

/** The fields that are read from the message around an event: once for all events of a message. */
export class OuterFields {
  private readonly fields: readonly OuterField[];
  private envelope: object | undefined;
  private values: readonly (Scalar | null | undefined)[] = [];

  constructor(
    { fields }: Pick<Pipeline, 'fields'>,
    private readonly slots: Slots,
  ) {
    this.fields = Object.entries(fields).flatMap(([name, field], slot) => {
      const path = envelopePathOf(name, field);
      return path ? [{ slot, path, isOptional: field.isOptional, read: valueReader(field) }] : [];
    });
  }

  has(slot: number): boolean {
    return this.fields.some(field => field.slot === slot);
  }

  /** Sets the fields' slots; false where the plain way must say what is wrong. */
  fill(envelope: object | undefined): boolean {
    if (this.fields.length === 0) return true;
    if (envelope !== this.envelope || envelope === undefined) {
      this.envelope = envelope;
      this.values = this.fields.map(field => valueIn(envelope, field));
    }
    for (let i = 0; i < this.fields.length; i++) {
      const value = this.values[i];
      if (value === undefined) return false;
      this.slots.set(this.fields[i]!.slot, value);
    }
    return true;
  }
}

function valueIn(envelope: object | undefined, { path, isOptional, read }: OuterField): Scalar | null | undefined {
  const given = valueAt(envelope, path);
  return given === undefined || given === null ? (isOptional ? null : undefined) : read(given);
}
