import { type Distinct, DistinctValues } from '../../accumulators/approx-distinct';
import { hashOf, hashOfUtf8 } from '../../accumulators/hash';
import type { ByteReader } from '../../encoding/byte-reader';
import type { ByteWriter } from '../../encoding/byte-writer';
import { NULL, type Slots, TEXT } from '../../scan/slots';
import type { Column } from './column';

export class DistinctColumn implements Column {
  private readonly cells: Distinct[] = [];
  private readonly values: DistinctValues;

  constructor(
    private readonly slot: number,
    exactUpTo: number | undefined,
  ) {
    this.values = new DistinctValues(exactUpTo);
  }

  grow(): void {}

  add(row: number, slots: Slots): void {
    const { slot, values } = this;
    const kind = slots.kinds[slot]!;
    const cell = (this.cells[row] ??= values.create());
    if (kind <= NULL) return;
    if (kind === TEXT) values.addHash(cell, hashOfUtf8(slots.text.words, slots.starts[slot]!, slots.ends[slot]!));
    else values.addHash(cell, hashOf(slots.value(slot)!));
  }

  encode(row: number, out: ByteWriter): void {
    this.values.encode(this.cells[row]!, out);
  }

  decode(row: number, from: ByteReader): void {
    this.cells[row] = this.values.decode(from);
  }
}
