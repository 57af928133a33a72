import type { Accumulator, EventPosition } from '../../accumulators/accumulator';
import type { ByteReader } from '../../encoding/byte-reader';
import type { ByteWriter } from '../../encoding/byte-writer';
import type { Slots } from '../../scan/slots';
import type { Scalar } from '../../values';
import type { Column } from './column';

/** Any accumulator, a cell a row. Where it takes null, that is of its first input. */
export class CellColumn implements Column {
  private readonly cells: unknown[] = [];

  constructor(
    private readonly accumulator: Accumulator,
    private readonly slot: number,
    private readonly second: number | undefined,
    private readonly takesNull: boolean,
  ) {}

  grow(rows: number): void {
    while (this.cells.length < rows) this.cells.push(undefined);
  }

  add(row: number, slots: Slots, position: EventPosition): void {
    const cell = this.cells[row] === undefined ? this.accumulator.create() : this.cells[row];
    const input = slots.value(this.slot);
    const second = this.second === undefined ? undefined : slots.value(this.second);
    const isAdded = (input !== null || this.takesNull) && second !== null;
    this.cells[row] = isAdded ? this.accumulator.add(cell, input as Scalar, position, second) : cell;
  }

  encode(row: number, out: ByteWriter): void {
    this.accumulator.encode(this.cells[row], out);
  }

  decode(row: number, from: ByteReader): void {
    this.cells[row] = this.accumulator.decode(from);
  }
}
