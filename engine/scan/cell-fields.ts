import type { Pipeline } from '../definition/pipeline';
import { fieldValue, type PlannedField, plannedFields } from '../events/read-fields';
import type { Slots } from './slots';

/** Reads the values that a format has found for a schema's fields. */
export class CellFields {
  private readonly fields: readonly PlannedField[];

  constructor(
    { fields }: Pick<Pipeline, 'fields'>,
    private readonly slots: Slots,
  ) {
    this.fields = plannedFields(fields);
  }

  /** Sets the fields' slots; false where the plain way must say what is wrong. */
  fill(cells: readonly unknown[]): boolean {
    for (let i = 0; i < this.fields.length; i++) {
      const value = fieldValue(this.fields[i]!, cells[i]);
      if (value === undefined) return false;
      this.slots.set(i, value);
    }
    return true;
  }
}
