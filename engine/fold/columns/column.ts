import type { EventPosition } from '../../accumulators/accumulator';
import type { ByteReader } from '../../encoding/byte-reader';
import type { ByteWriter } from '../../encoding/byte-writer';
import type { Slots } from '../../scan/slots';

/** The cells of one selected value, by row number: what its accumulator does, in arrays. */
export interface Column {
  /** Makes room for so many rows; new ones are empty. */
  grow(rows: number): void;
  add(row: number, slots: Slots, position: EventPosition): void;
  encode(row: number, out: ByteWriter): void;
  decode(row: number, from: ByteReader): void;
}

export function grown(values: Float64Array<ArrayBuffer>, rows: number, empty: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(rows).fill(empty);
  larger.set(values);
  return larger;
}
