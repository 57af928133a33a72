import { fromWhole } from './decimals';

/** Reads what ByteWriter wrote; throws a RangeError when the bytes end too early. */
export class ByteReader {
  readonly buffer: Buffer;

  /** Reads from `offset` to `end`. */
  constructor(
    bytes: Uint8Array,
    private offset = 0,
    private readonly end = bytes.length,
  ) {
    this.buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  byte(): number {
    if (this.offset >= this.end) throw new RangeError('a byte wanted, none left');
    return this.buffer[this.offset++]!;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    throw new RangeError('varint too long');
  }

  signedVarint(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  decimal(decimals: number): number {
    return fromWhole(this.signedVarint(), decimals);
  }

  double(): number {
    return this.buffer.readDoubleLE(this.skip(8));
  }

  /** A view, valid while the source bytes are. */
  bytes(): Buffer {
    return this.raw(this.varint());
  }

  raw(length: number): Buffer {
    const start = this.skip(length);
    return this.buffer.subarray(start, this.offset);
  }

  /** Passes over so many bytes; where they begin in `buffer`. */
  skip(length: number): number {
    if (length > this.remaining) throw new RangeError(`${length} bytes wanted, ${this.remaining} left`);
    this.offset += length;
    return this.offset - length;
  }

  string(): string {
    return this.bytes().toString('utf8');
  }
}
