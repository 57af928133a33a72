import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import type { Scalar } from '../values';
import type { Accumulator, EventPosition } from './accumulator';
import { comparePositions, copyOf, decodePosition, encodePosition } from './event-position';
import { compareScalars, decodeScalar, encodeScalar, unsignedZero } from './scalar';

/** What is kept of an event. Never changed once made, so cells may share it. */
interface Kept {
  readonly value: Scalar;
  readonly by: Scalar;
  readonly at: EventPosition;
}

type Cell = Kept | null;

/**
 * Keeps the value of the event whose `by` is the largest where `sign` is 1, the smallest where it is -1; of equals that of the
 * earliest event, so that several values by the same are of one event. Null when there was none.
 */
export function extremeBy(sign: 1 | -1): Accumulator<Cell> {
  /** Equal positions can only come from two shards; then the value decides. */
  const isBetter = (a: Kept, b: Kept): boolean =>
    (compareScalars(b.by, a.by) * sign || comparePositions(a.at, b.at) || compareScalars(a.value, b.value)) < 0;
  return {
    create: () => null,
    add(cell, value, at, by) {
      if (cell !== null && !isBetter({ value, by: by!, at }, cell)) return cell;
      return { value: unsignedZero(value), by: unsignedZero(by!), at: copyOf(at) };
    },
    merge: (cell, other) => (cell === null || (other !== null && isBetter(other, cell)) ? other : cell),
    result: cell => cell?.value ?? null,
    encode,
    decode,
  };
}

function encode(cell: Cell, out: ByteWriter): void {
  encodeScalar(cell && cell.value, out);
  if (cell === null) return;
  encodeScalar(cell.by, out);
  encodePosition(cell.at, out);
}

function decode(from: ByteReader): Cell {
  const value = decodeScalar(from);
  return value === null ? null : { value, by: decodeScalar(from)!, at: decodePosition(from) };
}
