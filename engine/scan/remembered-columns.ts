import type { Scalar } from '../values';
import { ByteKeys } from './byte-keys';
import { type Slots, TEXT } from './slots';

/** Values with a longer text are not remembered, characters: there are many of them. */
const REMEMBERED_MAX = 1024;
/** Events whose values are computed anew, once the texts that were remembered have not come again as often as they are many. */
const PAUSE = 4_000_000;

/** Columns that one text of the event determines: their values are remembered by its bytes. */
export class RememberedColumns {
  /** Number of the remembered text that the last event's values come from, or -1. */
  entry = -1;
  private readonly known = new ByteKeys();
  private results: (readonly (Scalar | null)[])[] = [];
  /** Of the remembered texts. */
  private hits = 0;
  /** Events left of a pause. */
  private paused = 0;

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
    if (this.paused > 0) {
      this.paused--;
      return this.computeAnew() !== undefined;
    }
    const { bytes, words } = slots.text;
    const start = slots.starts[source]!;
    const end = slots.ends[source]!;
    let entry = this.known.find(words, start, end);
    if (entry >= 0) {
      this.hits++;
      this.fill(this.results[entry]!);
    } else {
      const values = this.computeAnew();
      if (values === undefined) return false;
      if (!this.isDetermined() || !values.every(isShort)) return true;
      entry = this.known.add(bytes, start, end);
      if (entry === 0) this.begin();
      if (entry >= 0) this.results[entry] = values;
    }
    this.entry = entry;
    return true;
  }

  /** To be called when the same text may give other values from now on. */
  forget(): void {
    this.results = [];
    this.begin();
    this.known.clear();
  }

  /** Begins to remember anew, at once or after a pause. */
  private begin(): void {
    this.paused = this.hits < this.results.length ? PAUSE : 0;
    this.results = [];
    this.hits = 0;
  }

  private fill(values: readonly (Scalar | null)[]): void {
    const { slots, targets } = this;
    for (let i = 0; i < values.length; i++) slots.set(targets[i]!, values[i]!);
  }
}

function isShort(value: Scalar | null): boolean {
  return typeof value !== 'string' || value.length <= REMEMBERED_MAX;
}
