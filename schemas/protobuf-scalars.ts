import { type PayloadReader, signedLong, unsignedLong, zigzagLong } from './payload-reader';

/** How a value stands behind its tag (https://protobuf.dev/programming-guides/encoding/#structure). */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, group: 3, endGroup: 4, fixed32: 5 } as const;

export type Read = (from: PayloadReader) => unknown;

/** A scalar type. */
export interface ScalarType {
  readonly wire: number;
  readonly read: Read;
  /** Of a field that is not there and does not say so. */
  readonly absent: unknown;
}

/** Negative numbers of 32 bits have ten bytes: what is above the lower half is dropped, as by every reader. */
export const int32In = (from: PayloadReader): number => from.varint().low | 0;

/** Bytes behind a varint that is a length. */
export function lengthIn(from: PayloadReader): number {
  return Number(unsignedLong(...halves(from.varint())));
}

const halves = ({ low, high }: { readonly low: number; readonly high: number }): [number, number] => [low, high];

const number = (wire: number, read: Read): ScalarType => ({ wire, read, absent: 0 });

export const SCALARS: Readonly<Record<string, ScalarType>> = {
  double: number(WIRE.fixed64, from => from.double()),
  float: number(WIRE.fixed32, from => from.float()),
  int32: number(WIRE.varint, int32In),
  uint32: number(WIRE.varint, from => from.varint().low),
  sint32: number(WIRE.varint, from => {
    const { low } = from.varint();
    return (low >>> 1) ^ -(low & 1);
  }),
  fixed32: number(WIRE.fixed32, from => from.fixed32()),
  sfixed32: number(WIRE.fixed32, from => from.fixed32() | 0),
  int64: number(WIRE.varint, from => signedLong(...halves(from.varint()))),
  uint64: number(WIRE.varint, from => unsignedLong(...halves(from.varint()))),
  sint64: number(WIRE.varint, from => zigzagLong(...halves(from.varint()))),
  fixed64: number(WIRE.fixed64, from => unsignedLong(...halves(from.fixed64()))),
  sfixed64: number(WIRE.fixed64, from => signedLong(...halves(from.fixed64()))),
  bool: {
    wire: WIRE.varint,
    read: from => {
      const { low, high } = from.varint();
      return low !== 0 || high !== 0;
    },
    absent: false,
  },
  string: { wire: WIRE.bytes, read: from => from.text(lengthIn(from)), absent: '' },
  bytes: { wire: WIRE.bytes, read: from => from.raw(lengthIn(from)), absent: new Uint8Array() },
};
