import type { Pipeline } from '../definition/pipeline';
import { fieldValue, type PlannedField, plannedFields } from '../events/read-fields';
import { valueAt } from '../formats/value-at';
import type { Scalar } from '../values';
import type { Slots } from './slots';

/** The fields that are read from the message around an event: once for all events of a message. */
export class OuterFields {
  private readonly fields: readonly { readonly slot: number; readonly planned: PlannedField }[];
  private envelope: object | undefined;
  private values: readonly (Scalar | null | undefined)[] = [];

  constructor(
    { fields }: Pick<Pipeline, 'fields'>,
    private readonly slots: Slots,
  ) {
    this.fields = plannedFields(fields).flatMap((planned, slot) => (planned.outer ? [{ slot, planned }] : []));
  }

  has(slot: number): boolean {
    return this.fields.some(field => field.slot === slot);
  }

  /** Sets the fields' slots; false where the plain way must say what is wrong. */
  fill(envelope: object | undefined): boolean {
    if (this.fields.length === 0) return true;
    if (envelope !== this.envelope || envelope === undefined) {
      this.envelope = envelope;
      this.values = this.fields.map(({ planned }) => fieldValue(planned, valueAt(envelope, planned.outer!)));
    }
    for (let i = 0; i < this.fields.length; i++) {
      const value = this.values[i];
      if (value === undefined) return false;
      this.slots.set(this.fields[i]!.slot, value);
    }
    return true;
  }
}
