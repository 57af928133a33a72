import type { CodeColumn, Pipeline } from '../definition/pipeline';
import { codeType, codeValue } from '../events/compute-columns';
import type { ValueType } from '../expression/type';
import type { Scalar } from '../values';
import { RememberedColumns } from './remembered-columns';
import { type Slots, TEXT } from './slots';

/**
 * Columns that functions of the definition compute. They are pure functions of the fields they read: when all of them together
 * have read but one text, what they gave is remembered by its bytes.
 */
export class CodeColumns {
  /** What is known by one text, once such a text has been read. */
  memory: RememberedColumns | undefined;
  private readonly event: Readonly<Record<string, Scalar | null>>;
  private readonly types: readonly (ValueType | undefined)[];
  /** Slots read: none -1, one its number, several -2. */
  private read = -1;

  /** @param targets slots of the columns. */
  constructor(
    pipeline: Pipeline,
    private readonly columns: readonly CodeColumn[],
    readonly targets: readonly number[],
    private readonly slots: Slots,
  ) {
    this.types = columns.map(column => codeType(column, pipeline));
    this.event = this.watched(Object.keys(pipeline.fields));
  }

  /** Sets the slots; false when a function failed, or gave what does not count. */
  compute(): boolean {
    if (this.memory) return this.memory.compute();
    if (this.computeAnew() === undefined) return false;
    const source = this.read;
    if (source >= 0 && this.slots.kinds[source] === TEXT) {
      const isDetermined = (): boolean => this.read === source;
      this.memory = new RememberedColumns(this.slots, source, this.targets, () => this.computeAnew(), isDetermined);
    }
    return true;
  }

  private computeAnew(): readonly (Scalar | null)[] | undefined {
    const { columns, types, slots, targets } = this;
    this.read = -1;
    const values: (Scalar | null)[] = [];
    try {
      for (let i = 0; i < columns.length; i++) {
        const value = codeValue(columns[i]!.code(this.event), types[i]);
        if (value === undefined) return undefined;
        values.push(value);
      }
    } catch {
      return undefined;
    }
    for (let i = 0; i < values.length; i++) slots.set(targets[i]!, values[i]!);
    return values;
  }

  /** The event as the functions see it, who cannot change it; notes which fields they read. */
  private watched(fields: readonly string[]): Readonly<Record<string, Scalar | null>> {
    const event = {};
    fields.forEach((name, slot) => {
      const get = (): Scalar | null => {
        if (this.read !== slot) this.read = this.read === -1 ? slot : -2;
        return this.slots.value(slot);
      };
      Object.defineProperty(event, name, { enumerable: true, get });
    });
    return Object.freeze(event);
  }
}
