import type { ByteReader } from '../../encoding/byte-reader';
import type { ByteWriter } from '../../encoding/byte-writer';
import { NULL, type Slots } from '../../scan/slots';
import { type Column, grown } from './column';

/** Without a slot every event counts. */
export class CountColumn implements Column {
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
