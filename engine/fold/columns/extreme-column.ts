import { decodeScalar, encodeScalar } from '../../accumulators/scalar';
import type { ByteReader } from '../../encoding/byte-reader';
import type { ByteWriter } from '../../encoding/byte-writer';
import { NULL, type Slots } from '../../scan/slots';
import { type Column, grown } from './column';

/** NaN, which no event holds, stands for none. `sign` is 1 for the largest, -1 for the smallest. */
export class ExtremeColumn implements Column {
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
