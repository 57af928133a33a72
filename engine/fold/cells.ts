import type { Accumulator, EventPosition } from '../accumulators/accumulator';
import { accumulatorFor } from '../accumulators/index';
import { type Input, inputsOf } from '../definition/aggregates';
import type { Scalar } from '../values';
import type { EventQuery, EventValues } from '../definition/pipeline';
import { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import { eventSpan, type EventSpan } from './event-span';
import type { Row } from '../store/rows';

/** The accumulators of one row of a query. `span` is kept for sessions only. */
export interface Cells {
  readonly values: unknown[];
  readonly span: EventSpan | undefined;
}

/** Creates, fills, merges and encodes the cells of a query. */
export class CellsOf {
  private readonly accumulators: readonly Accumulator[];
  /** The columns that each aggregate reads. */
  private readonly inputs: readonly (readonly Input[])[];
  private readonly hasSpan: boolean;

  constructor(query: Pick<EventQuery, 'aggregates' | 'window'>) {
    const aggregates = Object.values(query.aggregates);
    this.accumulators = aggregates.map(accumulatorFor);
    this.inputs = aggregates.map(inputsOf);
    this.hasSpan = query.window.kind === 'session';
  }

  create(): Cells {
    return { values: this.accumulators.map(a => a.create()), span: this.hasSpan ? eventSpan.create() : undefined };
  }

  add(cells: Cells, event: EventValues, position: EventPosition): void {
    for (let i = 0; i < this.accumulators.length; i++) {
      const inputs = this.inputs[i]!;
      const values = inputs.map(({ column }) => event[column] ?? null);
      if (values.some((value, n) => value === null && !inputs[n]!.parameter.takesNull)) continue;
      const [input = true, second] = values as Scalar[];
      cells.values[i] = this.accumulators[i]!.add(cells.values[i], input, position, second);
    }
    if (cells.span) eventSpan.add(cells.span, position.eventTimeMs);
  }

  merge(into: Cells, other: Cells): void {
    for (let i = 0; i < this.accumulators.length; i++) {
      into.values[i] = this.accumulators[i]!.merge(into.values[i], other.values[i]);
    }
    if (into.span && other.span) eventSpan.merge(into.span, other.span);
  }

  /** The values of the aggregates, in their order. */
  results(cells: Cells): ReturnType<Accumulator['result']>[] {
    return this.accumulators.map((a, i) => a.result(cells.values[i]));
  }

  encode(cells: Cells, out: ByteWriter): void {
    this.accumulators.forEach((a, i) => a.encode(cells.values[i], out));
    if (cells.span) eventSpan.encode(cells.span, out);
  }

  decode({ bytes, start, end }: Pick<Row, 'bytes' | 'start' | 'end'>): Cells {
    const from = new ByteReader(bytes, start, end);
    const values = this.accumulators.map(a => a.decode(from));
    return { values, span: this.hasSpan ? eventSpan.decode(from) : undefined };
  }
}
