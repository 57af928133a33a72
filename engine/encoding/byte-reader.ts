import { fromWhole } from './decimals';

/** Reads what ByteWriter wrote; throws a RangeError when the bytes end too early. */
export class ByteReader {
  private readonly buffer: Buffer;
  private offset = 0;

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.buffer.length - this.offset;
  }

  byte(): number {
    return this.buffer.readUInt8(this.offset++);
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
    const value = this.buffer.readDoubleLE(this.offset);
    this.offset += 8;
    return value;
  }

  /** A view, valid while the source bytes are. */
  bytes(): Buffer {
    return this.raw(this.varint());
  }

  raw(length: number): Buffer {
    if (length > this.remaining) throw new RangeError(`${length} bytes wanted, ${this.remaining} left`);
    this.offset += length;
    return this.buffer.subarray(this.offset - length, this.offset);
  }

  string(): string {
    return this.bytes().toString('utf8');
  }
}
