import type { Scalar } from '../values';
import { ByteKeys } from './byte-keys';
import { type Slots, TEXT } from './slots';

/** Values with a longer text are not remembered, characters: there are many of them. */
const REMEMBERED_MAX = 1024;

/** Columns that one text of the event determines: their values are remembered by its bytes. */
export class RememberedColumns {
  /** Number of the remembered text that the last event's values come from, or -1. */
  entry = -1;
  private readonly known = new ByteKeys();
  private results: (readonly (Scalar | null)[])[] = [];

  /**
   * @param source slot of the text.
   * @param targets slots of the columns.
   * @param computeAnew sets them from the event, and gives their values; undefined where one has none.
   * @param isDetermined whether they came from the text alone.
   */
  constructor(
    private readonly slots: Slots,
    private readonly source: number,
    readonly targets: readonly number[],
    private readonly computeAnew: () => readonly (Scalar | null)[] | undefined,
    private readonly isDetermined: () => boolean,
  ) {}

  /** Number that changes when the entries given before no longer hold. */
  get epoch(): number {
    return this.known.epoch;
  }

  /** Sets the slots; false when a column has no value. */
  compute(): boolean {
    const { source, slots } = this;
    this.entry = -1;
    if (slots.kinds[source] !== TEXT) return this.computeAnew() !== undefined;
    const { bytes, words } = slots.text;
    const start = slots.starts[source]!;
    const end = slots.ends[source]!;
    let entry = this.known.find(words, start, end);
    if (entry >= 0) this.fill(this.results[entry]!);
    else {
      const values = this.computeAnew();
      if (values === undefined) return false;
      if (!this.isDetermined() || !values.every(isShort)) return true;
      entry = this.known.add(bytes, start, end);
      if (entry === 0) this.results = [];
      if (entry >= 0) this.results[entry] = values;
    }
    this.entry = entry;
    return true;
  }

  private fill(values: readonly (Scalar | null)[]): void {
    const { slots, targets } = this;
    for (let i = 0; i < values.length; i++) slots.set(targets[i]!, values[i]!);
  }
}

function isShort(value: Scalar | null): boolean {
  return typeof value !== 'string' || value.length <= REMEMBERED_MAX;
}
