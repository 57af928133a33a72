import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import { padSequenceNumber, unpadSequenceNumber } from '../sequence-number';
import type { Accumulator, EventPosition } from './accumulator';
import type { Scalar } from '../values';
import { compareScalars, decodeScalar, encodeScalar, unsignedZero } from './scalar';

/** Never changed once made, so cells may share it. */
interface Positioned {
  readonly value: Scalar;
  readonly at: EventPosition;
}

type Cell = Positioned | null;

/** Below 0 when `a` comes before `b`: by event time, then sequence number, then index in the record. */
function comparePositions(a: EventPosition, b: EventPosition): number {
  if (a.eventTimeMs !== b.eventTimeMs) return a.eventTimeMs - b.eventTimeMs;
  if (a.sequenceNumber !== b.sequenceNumber) return a.sequenceNumber < b.sequenceNumber ? -1 : 1;
  return a.index - b.index;
}

function positioned(sign: 1 | -1): Accumulator<Cell> {
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

function copyOf({ eventTimeMs, sequenceNumber, index }: EventPosition): EventPosition {
  return { eventTimeMs, sequenceNumber, index };
}

/** Value of the earliest event by event time; null when there was none. */
export const first = positioned(1);
/** Value of the latest event by event time; null when there was none. */
export const last = positioned(-1);

/** The 56 digits of a sequence number take at most 24 bytes. */
function encode(cell: Cell, out: ByteWriter): void {
  encodeScalar(cell && cell.value, out);
  if (cell === null) return;
  out.varint(cell.at.eventTimeMs);
  const hex = BigInt(unpadSequenceNumber(cell.at.sequenceNumber)).toString(16);
  out.bytes(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'));
  out.varint(cell.at.index);
}

function decode(from: ByteReader): Cell {
  const value = decodeScalar(from);
  if (value === null) return null;
  const eventTimeMs = from.varint();
  const sequenceNumber = padSequenceNumber(BigInt(`0x${from.bytes().toString('hex')}`).toString());
  return { value, at: { eventTimeMs, sequenceNumber, index: from.varint() } };
}
