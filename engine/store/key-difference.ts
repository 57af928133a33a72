import type { ByteReader } from '../encoding/byte-reader';
import type { ByteWriter } from '../encoding/byte-writer';

/**
 * Writes sorted texts, each as what it does not share with the one before: the number of bytes that both begin with, of
 * those that both end with, and the bytes between (front coding, as in B-trees and Lucene's term dictionaries).
 */
export class KeyWriter {
  private previous = Buffer.alloc(0);

  constructor(private readonly out: ByteWriter) {}

  write(key: string): void {
    const { out, previous } = this;
    const bytes = Buffer.from(key);
    const most = Math.min(bytes.length, previous.length);
    let prefix = 0;
    while (prefix < most && bytes[prefix] === previous[prefix]) prefix++;
    let suffix = 0;
    while (suffix < most - prefix && bytes[bytes.length - 1 - suffix] === previous[previous.length - 1 - suffix])
      suffix++;
    out.varint(prefix);
    out.varint(suffix);
    out.bytes(bytes.subarray(prefix, bytes.length - suffix));
    this.previous = bytes;
  }
}

/** Reads what KeyWriter wrote; throws a RangeError where more is shared than there was. */
export class KeyReader {
  private bytes = Buffer.alloc(256);
  private length = 0;

  constructor(private readonly from: ByteReader) {}

  read(): string {
    const prefix = this.from.varint();
    const suffix = this.from.varint();
    if (prefix + suffix > this.length) throw new RangeError(`${prefix} + ${suffix} bytes shared, of ${this.length}`);
    const middle = this.from.bytes();
    const length = prefix + middle.length + suffix;
    if (length > this.bytes.length) this.bytes = Buffer.concat([this.bytes], 2 * length);
    this.bytes.copyWithin(prefix + middle.length, this.length - suffix, this.length);
    this.bytes.set(middle, prefix);
    this.length = length;
    return this.bytes.toString('utf8', 0, length);
  }
}
