import { createGunzip } from 'node:zlib';

/** The code of an error that means: something other than gzip, or than zeros to fill up, follows the gzip data. */
export const TRAILING_GARBAGE = 'GZIP_TRAILING_GARBAGE';

/**
 * Unpacks gzip of any number of members, with or without zeros behind the last, as gzip(1) does. All that stands before a
 * damage is yielded before the error is thrown: zlib drops what it has unpacked in the step that fails, so a second
 * unpacker stays one step behind the first and takes that step byte by byte.
 *
 * @throws an error with a code: `Z_BUF_ERROR` for truncated, `Z_DATA_ERROR` for corrupt data, `TRAILING_GARBAGE`.
 */
export async function* gunzipChunks(source: AsyncIterable<Buffer>, stepBytes: number): AsyncGenerator<Buffer> {
  const ahead = new Unpacker();
  const behind = new Unpacker();
  let before: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length; at += stepBytes) {
        const step = chunk.subarray(at, at + stepBytes);
        const [unpacked] = await Promise.all([ahead.feed(step), behind.feed(before)]);
        if (ahead.failure) {
          for (let i = 0; i < step.length && !behind.failure; i++) yield* await behind.feed(step.subarray(i, i + 1));
          throw ahead.failure;
        }
        yield* unpacked;
        before = step;
      }
    }
    yield* await ahead.end();
    if (ahead.failure) throw (await endsBefore(behind, before)) ? trailingGarbage() : ahead.failure;
  } finally {
    ahead.destroy();
    behind.destroy();
  }
}

/** Whether the data are whole without their last byte: one byte alone is no header yet, so zlib waits for more. */
async function endsBefore(behind: Unpacker, last: Buffer): Promise<boolean> {
  await behind.feed(last.subarray(0, -1));
  await behind.end();
  return behind.failure === undefined;
}

function trailingGarbage(): Error {
  return Object.assign(new Error('no gzip header'), { code: TRAILING_GARBAGE });
}

class Unpacker {
  failure: Error | undefined;
  private readonly gunzip = createGunzip({ chunkSize: 64 * 1024 });
  private unpacked: Buffer[] = [];
  private isEnded = false;
  private fedBytes = 0;

  constructor() {
    this.gunzip.on('data', (chunk: Buffer) => this.unpacked.push(chunk));
    this.gunzip.on('error', error => this.fail(error));
    this.gunzip.on('end', () => (this.isEnded = true));
  }

  /** What these bytes unpack to. */
  async feed(bytes: Buffer): Promise<Buffer[]> {
    if (this.failure || bytes.length === 0) return [];
    const start = this.fedBytes;
    this.fedBytes += bytes.length;
    if (!this.isEnded) await this.step(done => this.gunzip.write(bytes, done));
    if (this.isEnded) this.expectZeros(bytes.subarray(Math.max(0, this.gunzip.bytesWritten - start)));
    return this.take();
  }

  /** What is left. */
  async end(): Promise<Buffer[]> {
    if (!this.failure && !this.isEnded) await this.step(() => this.gunzip.end());
    return this.take();
  }

  destroy(): void {
    this.gunzip.destroy();
  }

  /** Resolves once the work begun is done, or has failed, or all is unpacked. */
  private step(begin: (done: () => void) => void): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        this.gunzip.off('end', done).off('error', done);
        resolve();
      };
      this.gunzip.once('end', done).once('error', done);
      begin(done);
    });
  }

  private take(): Buffer[] {
    const taken = this.unpacked;
    this.unpacked = [];
    return taken;
  }

  private expectZeros(bytes: Buffer): void {
    if (bytes.some(byte => byte !== 0)) this.failure ??= trailingGarbage();
  }

  /** Input begins as gzip does, so a header that is none stands behind a whole member. */
  private fail(error: Error): void {
    this.failure ??= error.message === 'incorrect header check' ? trailingGarbage() : error;
  }
}
