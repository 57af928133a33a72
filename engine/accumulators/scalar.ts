import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';
import { DECIMALS_MAX, decimalsOf } from '../encoding/decimals';
import type { Scalar } from '../values';

const NONE = 0;
const FALSE = 1;
const TRUE = 2;
const STRING = 3;
const DOUBLE = 4;
/** A number of so many decimals less this. */
const DECIMAL = 5;

/** One byte for the kind, then the value: numbers of few decimals as varints. */
export function encodeScalar(value: Scalar | null, out: ByteWriter): void {
  if (value === null) out.byte(NONE);
  else if (typeof value === 'boolean') out.byte(value ? TRUE : FALSE);
  else if (typeof value === 'string') {
    out.byte(STRING);
    out.string(value);
  } else {
    const decimals = decimalsOf(value);
    out.byte(decimals < 0 ? DOUBLE : DECIMAL + decimals);
    if (decimals < 0) out.double(value);
    else out.decimal(value, decimals);
  }
}

/** Throws a RangeError for a kind that `encodeScalar` never wrote. */
export function decodeScalar(from: ByteReader): Scalar | null {
  const kind = from.byte();
  switch (kind) {
    case NONE:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case STRING:
      return from.string();
    case DOUBLE:
      return from.double();
    default:
      if (kind > DECIMAL + DECIMALS_MAX) throw new RangeError(`unknown kind of value: ${kind}`);
      return from.decimal(kind - DECIMAL);
  }
}

/** -0 and 0 are one value. */
export function unsignedZero<Value extends Scalar | null>(value: Value): Value | 0 {
  return value === 0 ? 0 : value;
}

/** A total order of values and null, by type and then by value: what breaks ties, so that they never depend on arrival. */
export function compareScalars(a: Scalar | null, b: Scalar | null): number {
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1;
  if (a === null || b === null) return 0;
  return a < b ? -1 : a > b ? 1 : 0;
}
