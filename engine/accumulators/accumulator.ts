import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import type { SequenceNumber } from '../ports';
import type { Json, Scalar } from '../values';

/** Where an event stands in the total order that `first` and `last` use: event time, then sequence number, then index. */
export interface EventPosition {
  readonly eventTimeMs: number;
  readonly sequenceNumber: SequenceNumber;
  /** Index of the event in its Kinesis record, from 0. */
  readonly index: number;
}

/**
 * A mergeable aggregate. Laws, tested for every accumulator: merge is associative and commutative (up to the error
 * the accumulator states), `decode(encode(c))` equals `c`, and folding a list whole equals merging the folds of any
 * split of it.
 */
export interface Accumulator<Cell = unknown, Input extends Scalar | null = Scalar, Second extends Scalar = Scalar> {
  create(): Cell;
  /**
   * Adds one event's inputs; may change `cell` and returns the cell to keep. A null input is never added, nor the one beside it,
   * but where its parameter takes null. `second` is there where the aggregate has two. `position` is not kept.
   */
  add(cell: Cell, input: Input, position: EventPosition, second?: Second): Cell;
  /** Adds `other` to `cell`; may change `cell`, never `other`, and shares nothing mutable with `other`. */
  merge(cell: Cell, other: Cell): Cell;
  /** The value users see: JSON, null when there was no input, never NaN or an infinity. */
  result(cell: Cell): Json;
  encode(cell: Cell, out: ByteWriter): void;
  decode(from: ByteReader): Cell;
}

/** Of a count, or an instant, once encoded. */
export const COUNT_BYTES_MAX = 8;
