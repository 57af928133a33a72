import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import { padSequenceNumber, unpadSequenceNumber } from '../sequence-number';
import { COUNT_BYTES_MAX, type EventPosition } from './accumulator';

/** Below 0 when `a` comes before `b`: by event time, then sequence number, then index in the record. */
export function comparePositions(a: EventPosition, b: EventPosition): number {
  if (a.eventTimeMs !== b.eventTimeMs) return a.eventTimeMs - b.eventTimeMs;
  if (a.sequenceNumber !== b.sequenceNumber) return a.sequenceNumber < b.sequenceNumber ? -1 : 1;
  return a.index - b.index;
}

/** Positions that are given move on with the events. */
export function copyOf({ eventTimeMs, sequenceNumber, index }: EventPosition): EventPosition {
  return { eventTimeMs, sequenceNumber, index };
}

/** Event time, the 56 digits of a sequence number in 24 bytes and their length, index. */
export const POSITION_BYTES_MAX = COUNT_BYTES_MAX + 25 + COUNT_BYTES_MAX;

export function encodePosition({ eventTimeMs, sequenceNumber, index }: EventPosition, out: ByteWriter): void {
  out.varint(eventTimeMs);
  const hex = BigInt(unpadSequenceNumber(sequenceNumber)).toString(16);
  out.bytes(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'));
  out.varint(index);
}

export function decodePosition(from: ByteReader): EventPosition {
  const eventTimeMs = from.varint();
  const sequenceNumber = padSequenceNumber(BigInt(`0x${from.bytes().toString('hex')}`).toString());
  return { eventTimeMs, sequenceNumber, index: from.varint() };
}
