import type { Pipeline } from '../definition/pipeline';
import { type ValueReader, valueReader } from '../events/read-value';
import type { Slots } from './slots';

/** Reads the values that a format has found for a schema's fields. */
export class CellFields {
  private readonly fields: readonly { readonly isOptional: boolean; readonly read: ValueReader }[];

  constructor(
    pipeline: Pipeline,
    private readonly slots: Slots,
  ) {
    this.fields = Object.values(pipeline.fields).map(field => ({
      isOptional: field.isOptional,
      read: valueReader(field),
    }));
  }

  /** Sets the fields' slots; false where the plain way must say what is wrong. */
  fill(cells: readonly unknown[]): boolean {
    for (let i = 0; i < this.fields.length; i++) {
      const { isOptional, read } = this.fields[i]!;
      const given = cells[i];
      const isNone = given === undefined || given === null;
      const value = isNone ? (isOptional ? null : undefined) : read(given);
      if (value === undefined) return false;
      this.slots.set(i, value);
    }
    return true;
  }
}
