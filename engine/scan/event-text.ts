/** Bytes that may be read past the text: a time of twenty digits is looked for where the text has but one. */
const SLACK_BYTES = 32;
const KEPT_BYTES_MAX = 1024 * 1024;

/**
 * A text that is being read, in a buffer with those that follow it. A zero byte stands behind each text, and some room behind
 * the last, so that whoever reads byte after byte or word after word needs no check for the end.
 */
export class EventText {
  bytes = Buffer.alloc(64 * 1024) as Base64Buffer;
  /** The same bytes, for words at any place. */
  words = viewOf(this.bytes);
  /** Where the text begins. */
  start = 0;
  /** Where it ends. */
  end = 0;
  /** Bytes of the texts that nothing loaded may replace. */
  private kept = 0;

  /** Decodes base64 into the buffer, in place of all that was there; the number of bytes. */
  decode(base64: string): number {
    this.kept = 0;
    this.reserve(((base64.length * 3) >> 2) + 3);
    this.kept = this.bytes.base64Write(base64);
    return this.kept;
  }

  /** Goes to the text between two places of what was decoded. */
  show(start: number, end: number): void {
    this.start = start;
    this.end = end;
    this.bytes[end] = 0;
  }

  /** Goes to a text that is put behind what was decoded, in place of the one put there before. */
  load(data: Uint8Array): void {
    this.reserve(data.length);
    this.bytes.set(data, this.kept);
    this.show(this.kept, this.kept + data.length);
  }

  /** Keeps the text that is shown: what is loaded from now on is put behind it, for as long as nothing is decoded. */
  keep(): void {
    this.kept = Math.max(this.kept, this.end);
  }

  /** Bytes from one place to another, as they stand in the buffer now: valid until the next record. */
  slice(start: number, end: number): Buffer {
    return this.bytes.subarray(start, end);
  }

  /** Where the first line at or after `start` begins that is not blank; -1 when all are. */
  lineFrom(start: number): number {
    let line = start;
    for (let i = start; i < this.end; i++) {
      const byte = this.bytes[i];
      if (byte === 0x0a) line = i + 1;
      else if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return line;
    }
    return -1;
  }

  /** Room for so many bytes behind those kept. Texts that are much larger than the others do not hold on to their memory. */
  private reserve(sizeBytes: number): void {
    const { bytes, kept } = this;
    const needed = kept + sizeBytes + SLACK_BYTES;
    if (needed <= bytes.length && (kept > 0 || bytes.length <= KEPT_BYTES_MAX || needed > KEPT_BYTES_MAX)) return;
    this.bytes = Buffer.alloc(Math.max(64 * 1024, 2 ** Math.ceil(Math.log2(needed)))) as Base64Buffer;
    this.bytes.set(bytes.subarray(0, kept));
    this.words = viewOf(this.bytes);
  }
}

/** What `write(data, 'base64')` calls, without its way there. */
type Base64Buffer = Buffer & { base64Write(data: string): number };

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
