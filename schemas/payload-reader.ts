import { isUtf8 } from 'node:buffer';

/** A payload is not what its schema says. The message is one short line. */
export class Malformed extends Error {}

/** Records, arrays and maps within one another: recursion would end at the stack's size, which differs between machines. */
const DEPTH_MAX = 100;
/** Values of a payload: a schema may have some that take no bytes. */
const VALUES_MAX = 1_000_000;

/** What Avro and Protocol Buffers have in common: varints, IEEE 754 and UTF-8 in bytes that may end too early. */
export class PayloadReader {
  private at = 0;
  private depth = 0;
  private values = 0;

  constructor(
    private readonly bytes: Buffer,
    private end = bytes.length,
  ) {}

  get remaining(): number {
    return this.end - this.at;
  }

  byte(): number {
    if (this.at >= this.end) throw new Malformed(TRUNCATED);
    return this.bytes[this.at++]!;
  }

  /** The halves of a varint of 64 bits; what follows those is refused. */
  varint(): { readonly low: number; readonly high: number } {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      const bits = byte & 0x7f;
      if (shift === 63 && byte > 1) break;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) return { low: low >>> 0, high: high >>> 0 };
    }
    throw new Malformed('a varint of more than 64 bits');
  }

  float(): number {
    return this.bytes.readFloatLE(this.skip(4));
  }

  double(): number {
    return this.bytes.readDoubleLE(this.skip(8));
  }

  /** Little-endian halves. */
  fixed64(): { readonly low: number; readonly high: number } {
    const start = this.skip(8);
    return { low: this.bytes.readUInt32LE(start), high: this.bytes.readUInt32LE(start + 4) };
  }

  fixed32(): number {
    return this.bytes.readUInt32LE(this.skip(4));
  }

  /** A copy: what is kept of an event outlives its record. */
  raw(length: number): Uint8Array {
    const start = this.skip(length);
    return new Uint8Array(this.bytes.subarray(start, start + length));
  }

  text(length: number): string {
    const start = this.skip(length);
    const text = this.bytes.toString('utf8', start, start + length);
    if (text.includes('\ufffd') && !isUtf8(this.bytes.subarray(start, start + length)))
      throw new Malformed('invalid UTF-8');
    return text;
  }

  /** Passes over so many bytes; where they begin. */
  skip(length: number): number {
    if (length < 0) throw new Malformed('a negative length');
    if (length > this.remaining) throw new Malformed(TRUNCATED);
    this.at += length;
    return this.at - length;
  }

  /** Counts values that are about to be read. */
  count(values: number): void {
    this.values += values;
    if (this.values > VALUES_MAX) throw new Malformed(`more than ${VALUES_MAX} values`);
  }

  /** Reads what is nested. */
  nested<T>(read: (from: this) => T): T {
    if (++this.depth > DEPTH_MAX) throw new Malformed(`nested deeper than ${DEPTH_MAX}`);
    const value = read(this);
    this.depth--;
    return value;
  }

  /** Reads what fills the next bytes. */
  within<T>(length: number, read: (from: this) => T): T {
    const end = this.skip(length) + length;
    const outer = this.end;
    this.at = end - length;
    this.end = end;
    const value = read(this);
    if (this.at !== end) throw new Malformed('bytes are left over');
    this.end = outer;
    return value;
  }
}

const TRUNCATED = 'truncated';

/** A signed integer of 64 bits: a number, or its digits where no double holds it. */
export function signedLong(low: number, high: number): number | string {
  return long((high | 0) * 2 ** 32 + low, () => BigInt.asIntN(64, bits(low, high)));
}

/** The same without a sign. */
export function unsignedLong(low: number, high: number): number | string {
  return long((high >>> 0) * 2 ** 32 + low, () => bits(low, high));
}

/** The same where the last bit is the sign (zigzag). */
export function zigzagLong(low: number, high: number): number | string {
  const sign = -(low & 1);
  return signedLong((((low >>> 1) | (high << 31)) ^ sign) >>> 0, ((high >>> 1) ^ sign) >>> 0);
}

function long(value: number, exact: () => bigint): number | string {
  return Number.isSafeInteger(value) ? value : String(exact());
}

function bits(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}
