import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import { padSequenceNumber, unpadSequenceNumber } from '../sequence-number';
import type { Accumulator, EventPosition, Scalar } from './accumulator';
import { decodeScalar, encodeScalar } from './scalar';

interface Positioned {
  readonly value: Scalar;
  readonly at: EventPosition;
}

type Cell = Positioned | null;

/** Below 0 when `a` comes before `b`: by event time, then sequence number, then index in the record. */
export function comparePositions(a: EventPosition, b: EventPosition): number {
  if (a.eventTimeMs !== b.eventTimeMs) return a.eventTimeMs - b.eventTimeMs;
  if (a.sequenceNumber !== b.sequenceNumber) return a.sequenceNumber < b.sequenceNumber ? -1 : 1;
  return a.index - b.index;
}

function positioned(sign: 1 | -1): Accumulator<Cell> {
  const isBetter = (a: EventPosition, b: EventPosition): boolean => comparePositions(a, b) * sign < 0;
  return {
    create: () => null,
    add: (cell, value, at) => (cell === null || isBetter(at, cell.at) ? { value, at } : cell),
    merge: (cell, other) => (cell === null || (other !== null && isBetter(other.at, cell.at)) ? other : cell),
    result: cell => cell?.value ?? null,
    encode,
    decode,
  };
}

/** Value of the earliest event by event time. */
export const first = positioned(1);
/** Value of the latest event by event time. */
export const last = positioned(-1);

function encode(cell: Cell, out: ByteWriter): void {
  out.byte(cell === null ? 0 : 1);
  if (cell === null) return;
  encodeScalar(cell.value, out);
  out.varint(cell.at.eventTimeMs);
  const hex = BigInt(unpadSequenceNumber(cell.at.sequenceNumber)).toString(16);
  out.bytes(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'));
  out.varint(cell.at.index);
}

function decode(from: ByteReader): Cell {
  if (from.byte() === 0) return null;
  const value = decodeScalar(from);
  const eventTimeMs = from.varint();
  const sequenceNumber = padSequenceNumber(BigInt(`0x${from.bytes().toString('hex')}`).toString());
  return { value, at: { eventTimeMs, sequenceNumber, index: from.varint() } };
}
