import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import type { Scalar } from '../values';
import type { Accumulator, EventPosition } from './accumulator';
import { comparePositions, copyOf, decodePosition, encodePosition } from './event-position';
import { compareScalars, decodeScalar, encodeScalar, unsignedZero } from './scalar';

/** Never changed once made, so cells may share it. */
interface Positioned {
  readonly value: Scalar | null;
  readonly at: EventPosition;
}

type Cell = Positioned | null;
type OfPosition = Accumulator<Cell, Scalar | null>;

/** Keeps the value of the earliest event where `sign` is 1, of the latest where it is -1; null when there was none. */
export function positioned(sign: 1 | -1): OfPosition {
  /** Equal positions can only come from two shards; then the value decides. */
  const isBetter = (value: Scalar | null, at: EventPosition, than: Positioned): boolean =>
    (comparePositions(at, than.at) || compareScalars(value, than.value)) * sign < 0;
  return {
    create: () => null,
    add: (cell, value, at) =>
      cell === null || isBetter(value, at, cell) ? { value: unsignedZero(value), at: copyOf(at) } : cell,
    merge: (cell, other) => (cell === null || (other !== null && isBetter(other.value, other.at, cell)) ? other : cell),
    result: cell => cell?.value ?? null,
    encode,
    decode,
  };
}

/** As `positioned`, of events whose value may be null: a byte before the value says whether there was one. */
export function positionedWithNulls(sign: 1 | -1): OfPosition {
  return {
    ...positioned(sign),
    encode(cell, out) {
      out.byte(cell === null ? 0 : 1);
      if (cell !== null) encodePositioned(cell, out);
    },
    decode: from => (from.byte() === 0 ? null : { value: decodeScalar(from), at: decodePosition(from) }),
  };
}

function encode(cell: Cell, out: ByteWriter): void {
  if (cell === null) encodeScalar(null, out);
  else encodePositioned(cell, out);
}

function decode(from: ByteReader): Cell {
  const value = decodeScalar(from);
  return value === null ? null : { value, at: decodePosition(from) };
}

function encodePositioned({ value, at }: Positioned, out: ByteWriter): void {
  encodeScalar(value, out);
  encodePosition(at, out);
}
