import { wholeOf } from './decimals';

/** Grows as needed; integers are LEB128 varints, doubles little-endian IEEE 754, strings UTF-8 with a varint length. */
export class ByteWriter {
  private buffer: Buffer;
  private length = 0;

  constructor(capacityBytes = 1024) {
    this.buffer = Buffer.allocUnsafe(capacityBytes);
  }

  get size(): number {
    return this.length;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  /** A non-negative safe integer. */
  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a varint: ${value}`);
    this.reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.length++] = rest;
  }

  /** Any safe integer, by zigzag. */
  signedVarint(value: number): void {
    if (!Number.isSafeInteger(value) || Math.abs(value) > 2 ** 52) throw new RangeError(`not a varint: ${value}`);
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  /** A number with as many decimals as `decimalsOf` says. */
  decimal(value: number, decimals: number): void {
    this.signedVarint(wholeOf(value, decimals));
  }

  double(value: number): void {
    this.reserve(8);
    this.length = this.buffer.writeDoubleLE(value, this.length);
  }

  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.raw(value);
  }

  /** Bytes without a length. */
  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
  }

  /** Bytes of another buffer, without a length: few, most often. */
  copy(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    for (let i = start; i < end; i++) this.buffer[this.length++] = from[i]!;
  }

  string(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.varint(bytes);
    this.reserve(bytes);
    this.length += this.buffer.write(value, this.length);
  }

  /** A copy of what was written. */
  finish(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.length));
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes));
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
  }
}
