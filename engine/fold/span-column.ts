import type { EventPosition } from '../accumulators/accumulator';
import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import type { Slots } from '../scan/slots';
import { type Column, grown } from './columns/column';
import { eventSpan } from './event-span';

/** Earliest and latest event time of a session's fragments. */
export class SpanColumn implements Column {
  private minMs = new Float64Array(0);
  private maxMs = new Float64Array(0);

  grow(rows: number): void {
    this.minMs = grown(this.minMs, rows, Infinity);
    this.maxMs = grown(this.maxMs, rows, -Infinity);
  }

  add(row: number, _slots: Slots, { eventTimeMs }: EventPosition): void {
    if (eventTimeMs < this.minMs[row]!) this.minMs[row] = eventTimeMs;
    if (eventTimeMs > this.maxMs[row]!) this.maxMs[row] = eventTimeMs;
  }

  encode(row: number, out: ByteWriter): void {
    eventSpan.encode({ minMs: this.minMs[row]!, maxMs: this.maxMs[row]! }, out);
  }

  decode(row: number, from: ByteReader): void {
    const { minMs, maxMs } = eventSpan.decode(from);
    this.minMs[row] = minMs;
    this.maxMs[row] = maxMs;
  }
}
