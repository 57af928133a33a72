import type { EventPosition } from '../accumulators/accumulator';
import { addDistinct, approxDistinct, type Distinct } from '../accumulators/approx-distinct';
import { addNumber, decodeSum, encodeSum } from '../accumulators/double-double';
import { hashOf, hashOfUtf8 } from '../accumulators/hash';
import { accumulatorFor } from '../accumulators/index';
import { decodeScalar, encodeScalar } from '../accumulators/scalar';
import type { Aggregate } from '../definition/aggregates';
import { type Field, NUMBER_KINDS } from '../definition/fields';
import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import { NULL, type Slots, TEXT } from '../scan/slots';

/** The cells of one selected value, by row number: what its accumulator does, in arrays. */
export interface Column {
  /** Makes room for so many rows; new ones are empty. */
  grow(rows: number): void;
  add(row: number, slots: Slots, position: EventPosition): void;
  encode(row: number, out: ByteWriter): void;
  decode(row: number, from: ByteReader): void;
}

/** `slotOf` numbers the fields and derived fields of an event. */
export function columnFor(
  aggregate: Aggregate,
  fields: Readonly<Record<string, Field>>,
  slotOf: (field: string) => number,
): Column {
  const { kind, field } = aggregate;
  if (field === undefined) return new CountColumn(undefined);
  const slot = slotOf(field);
  if (kind === 'count') return new CountColumn(slot);
  if (kind === 'approxDistinct') return new DistinctColumn(slot);
  const declared = fields[field];
  if (declared && NUMBER_KINDS.has(declared.kind)) {
    if (kind === 'sum' || kind === 'avg') return new SumColumn(slot);
    if (kind === 'min') return new ExtremeColumn(slot, -1);
    if (kind === 'max') return new ExtremeColumn(slot, 1);
  }
  return new CellColumn(slot, aggregate);
}

class CountColumn implements Column {
  private counts = new Float64Array(0);

  constructor(private readonly slot: number | undefined) {}

  grow(rows: number): void {
    this.counts = grown(this.counts, rows, 0);
  }

  add(row: number, slots: Slots): void {
    if (this.slot === undefined || slots.kinds[this.slot]! > NULL) this.counts[row]!++;
  }

  encode(row: number, out: ByteWriter): void {
    out.varint(this.counts[row]!);
  }

  decode(row: number, from: ByteReader): void {
    this.counts[row] = from.varint();
  }
}

class SumColumn implements Column {
  private counts = new Float64Array(0);
  private high = new Float64Array(0);
  private low = new Float64Array(0);

  constructor(private readonly slot: number) {}

  grow(rows: number): void {
    this.counts = grown(this.counts, rows, 0);
    this.high = grown(this.high, rows, 0);
    this.low = grown(this.low, rows, 0);
  }

  add(row: number, slots: Slots): void {
    if (slots.kinds[this.slot]! <= NULL) return;
    const sum = { hi: this.high[row]!, lo: this.low[row]! };
    addNumber(sum, slots.numbers[this.slot]!);
    this.high[row] = sum.hi;
    this.low[row] = sum.lo;
    this.counts[row]!++;
  }

  encode(row: number, out: ByteWriter): void {
    out.varint(this.counts[row]!);
    encodeSum({ hi: this.high[row]!, lo: this.low[row]! }, out);
  }

  decode(row: number, from: ByteReader): void {
    this.counts[row] = from.varint();
    const { hi, lo } = decodeSum(from);
    this.high[row] = hi;
    this.low[row] = lo;
  }
}

/** NaN, which no event holds, stands for none. `sign` is 1 for the largest, -1 for the smallest. */
class ExtremeColumn implements Column {
  private values = new Float64Array(0);

  constructor(
    private readonly slot: number,
    private readonly sign: 1 | -1,
  ) {}

  grow(rows: number): void {
    this.values = grown(this.values, rows, NaN);
  }

  add(row: number, slots: Slots): void {
    if (slots.kinds[this.slot]! <= NULL) return;
    const input = slots.numbers[this.slot]!;
    // False where a NaN is compared; adding 0 turns -0 into 0.
    if (!(this.sign * input <= this.sign * this.values[row]!)) this.values[row] = input + 0;
  }

  encode(row: number, out: ByteWriter): void {
    const value = this.values[row]!;
    encodeScalar(Number.isNaN(value) ? null : value, out);
  }

  decode(row: number, from: ByteReader): void {
    this.values[row] = (decodeScalar(from) as number | null) ?? NaN;
  }
}

class DistinctColumn implements Column {
  private readonly cells: Distinct[] = [];

  constructor(private readonly slot: number) {}

  grow(): void {}

  add(row: number, slots: Slots): void {
    const { slot } = this;
    const kind = slots.kinds[slot]!;
    const cell = (this.cells[row] ??= approxDistinct.create() as Distinct);
    if (kind <= NULL) return;
    if (kind === TEXT) addDistinct(cell, hashOfUtf8(slots.text.words, slots.starts[slot]!, slots.ends[slot]!));
    else addDistinct(cell, hashOf(slots.value(slot)!));
  }

  encode(row: number, out: ByteWriter): void {
    approxDistinct.encode(this.cells[row]!, out);
  }

  decode(row: number, from: ByteReader): void {
    this.cells[row] = approxDistinct.decode(from) as Distinct;
  }
}

/** Any accumulator, a cell a row. */
class CellColumn implements Column {
  private readonly cells: unknown[] = [];
  private readonly accumulator;

  constructor(
    private readonly slot: number,
    aggregate: Aggregate,
  ) {
    this.accumulator = accumulatorFor(aggregate);
  }

  grow(rows: number): void {
    while (this.cells.length < rows) this.cells.push(undefined);
  }

  add(row: number, slots: Slots, position: EventPosition): void {
    const cell = this.cells[row] === undefined ? this.accumulator.create() : this.cells[row];
    const input = slots.value(this.slot);
    this.cells[row] = input === null ? cell : this.accumulator.add(cell, input, position);
  }

  encode(row: number, out: ByteWriter): void {
    this.accumulator.encode(this.cells[row], out);
  }

  decode(row: number, from: ByteReader): void {
    this.cells[row] = this.accumulator.decode(from);
  }
}

export function grown(values: Float64Array<ArrayBuffer>, rows: number, empty: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(rows).fill(empty);
  larger.set(values);
  return larger;
}
