import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import type { Scalar } from './accumulator';

const [STRING, NUMBER, FALSE, TRUE] = [0, 1, 2, 3];

export function encodeScalar(value: Scalar, out: ByteWriter): void {
  if (typeof value === 'string') {
    out.byte(STRING!);
    out.string(value);
  } else if (typeof value === 'number') {
    out.byte(NUMBER!);
    out.double(value);
  } else out.byte(value ? TRUE! : FALSE!);
}

export function decodeScalar(from: ByteReader): Scalar {
  const kind = from.byte();
  if (kind === STRING) return from.string();
  return kind === NUMBER ? from.double() : kind === TRUE;
}
