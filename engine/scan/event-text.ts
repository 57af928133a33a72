/** Bytes that may be read past the text: the words of the scanner reach so far. */
const SLACK_BYTES = 8;
const KEPT_BYTES_MAX = 1024 * 1024;

/**
 * The bytes of one record's text, in a buffer that is used again for the next. A zero byte stands behind the text, and
 * some room behind that, so that whoever reads byte after byte or word after word needs no check for the end.
 */
export class EventText {
  bytes = Buffer.alloc(64 * 1024) as Base64Buffer;
  /** The same bytes, for words at any place. */
  words = viewOf(this.bytes);
  length = 0;

  /** Takes the base64 text that Lambda hands over. */
  loadBase64(data: string): void {
    this.reserve(((data.length * 3) >> 2) + 3);
    this.end(this.bytes.base64Write(data));
  }

  load(data: Uint8Array): void {
    this.reserve(data.length);
    this.bytes.set(data);
    this.end(data.length);
  }

  /** The text from one byte to another, as it stands in the buffer now: valid until the next record. */
  slice(start: number, end: number): Buffer {
    return this.bytes.subarray(start, end);
  }

  /** Where the first line at or after `start` begins that is not blank; -1 when all are. */
  lineFrom(start: number): number {
    let line = start;
    for (let i = start; i < this.length; i++) {
      const byte = this.bytes[i];
      if (byte === 0x0a) line = i + 1;
      else if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return line;
    }
    return -1;
  }

  private end(length: number): void {
    this.length = length;
    this.bytes[length] = 0;
  }

  /** A record that is much larger than the others does not hold on to its memory. */
  private reserve(sizeBytes: number): void {
    const needed = sizeBytes + SLACK_BYTES;
    if (needed <= this.bytes.length && (this.bytes.length <= KEPT_BYTES_MAX || needed > KEPT_BYTES_MAX)) return;
    this.bytes = Buffer.alloc(Math.max(64 * 1024, 2 ** Math.ceil(Math.log2(needed)))) as Base64Buffer;
    this.words = viewOf(this.bytes);
  }
}

/** What `write(data, 'base64')` calls, without its way there. */
type Base64Buffer = Buffer & { base64Write(data: string): number };

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
