import { Transform, type TransformCallback } from 'node:stream';

const LINE_END = Buffer.from('\r\n');

/**
 * Takes the framing off an `aws-chunked` body: `hex-size[;signature]\r\n`, data, `\r\n`, repeated until a size of 0.
 * Signatures and trailing checksums are not checked.
 */
export class AwsChunkedDecoder extends Transform {
  #pending: Buffer = Buffer.alloc(0);
  #dataLeft = 0;
  #ended = false;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (!this.#ended && (this.#dataLeft > 0 ? this.#takeData() : this.#takeSize()));
    done();
  }

  override _flush(done: TransformCallback): void {
    done(this.#ended ? null : new Error('the body ends within a chunk'));
  }

  #takeData(): boolean {
    if (this.#pending.length === 0) return false;
    const data = this.#pending.subarray(0, this.#dataLeft);
    this.push(data);
    this.#dataLeft -= data.length;
    this.#pending = this.#pending.subarray(data.length);
    return true;
  }

  #takeSize(): boolean {
    const start = this.#pending.subarray(0, 2).equals(LINE_END) ? 2 : 0;
    const end = this.#pending.indexOf(LINE_END, start);
    if (end === -1) return false;
    this.#dataLeft = parseInt(this.#pending.subarray(start, end).toString('latin1'), 16);
    this.#ended = !(this.#dataLeft > 0);
    this.#pending = this.#pending.subarray(end + 2);
    return true;
  }
}
