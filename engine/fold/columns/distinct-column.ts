import { addDistinct, type Distinct, distinct } from '../../accumulators/approx-distinct';
import { hashOf, hashOfUtf8 } from '../../accumulators/hash';
import type { ByteReader } from '../../encoding/byte-reader';
import type { ByteWriter } from '../../encoding/byte-writer';
import { NULL, type Slots, TEXT } from '../../scan/slots';
import type { Column } from './column';

export class DistinctColumn implements Column {
  private readonly cells: Distinct[] = [];

  constructor(private readonly slot: number) {}

  grow(): void {}

  add(row: number, slots: Slots): void {
    const { slot } = this;
    const kind = slots.kinds[slot]!;
    const cell = (this.cells[row] ??= distinct.create());
    if (kind <= NULL) return;
    if (kind === TEXT) addDistinct(cell, hashOfUtf8(slots.text.words, slots.starts[slot]!, slots.ends[slot]!));
    else addDistinct(cell, hashOf(slots.value(slot)!));
  }

  encode(row: number, out: ByteWriter): void {
    distinct.encode(this.cells[row]!, out);
  }

  decode(row: number, from: ByteReader): void {
    this.cells[row] = distinct.decode(from);
  }
}
