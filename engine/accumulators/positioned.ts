import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import type { Scalar } from '../values';
import type { Accumulator, EventPosition } from './accumulator';
import { comparePositions, copyOf, decodePosition, encodePosition } from './event-position';
import { compareScalars, decodeScalar, encodeScalar, unsignedZero } from './scalar';

/** Never changed once made, so cells may share it. */
interface Positioned {
  readonly value: Scalar;
  readonly at: EventPosition;
}

type Cell = Positioned | null;

/** Keeps the value of the earliest event where `sign` is 1, of the latest where it is -1; null when there was none. */
export function positioned(sign: 1 | -1): Accumulator<Cell> {
  /** Equal positions can only come from two shards; then the value decides. */
  const isBetter = (value: Scalar, at: EventPosition, than: Positioned): boolean =>
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

function encode(cell: Cell, out: ByteWriter): void {
  encodeScalar(cell && cell.value, out);
  if (cell !== null) encodePosition(cell.at, out);
}

function decode(from: ByteReader): Cell {
  const value = decodeScalar(from);
  return value === null ? null : { value, at: decodePosition(from) };
}
