import { addNumber, addProduct, decodeSum, encodeSum } from '../../accumulators/double-double';
import type { ByteReader } from '../../encoding/byte-reader';
import type { ByteWriter } from '../../encoding/byte-writer';
import { NULL, type Slots } from '../../scan/slots';
import { type Column, grown } from './column';

/** Sums of numbers, or of their products with a factor. */
export class SumColumn implements Column {
  private counts = new Float64Array(0);
  private high = new Float64Array(0);
  private low = new Float64Array(0);

  constructor(
    private readonly slot: number,
    private readonly factor: number | undefined,
  ) {}

  grow(rows: number): void {
    this.counts = grown(this.counts, rows, 0);
    this.high = grown(this.high, rows, 0);
    this.low = grown(this.low, rows, 0);
  }

  add(row: number, slots: Slots): void {
    const { slot, factor } = this;
    if (slots.kinds[slot]! <= NULL || (factor !== undefined && slots.kinds[factor]! <= NULL)) return;
    const sum = { hi: this.high[row]!, lo: this.low[row]! };
    if (factor === undefined) addNumber(sum, slots.numbers[slot]!);
    else addProduct(sum, slots.numbers[slot]!, slots.numbers[factor]!);
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
