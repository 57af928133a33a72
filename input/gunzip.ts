import { createGunzip, type Gunzip } from 'node:zlib';

/**
 * Unpacks gzip, step by step, so that all that can be unpacked is yielded before an error is thrown: a stream's own
 * iterator would drop what it has buffered.
 *
 * @throws the error of zlib: `Z_BUF_ERROR` for truncated, `Z_DATA_ERROR` for corrupt data.
 */
export async function* gunzipChunks(source: AsyncIterable<Buffer>, stepBytes: number): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  const unpacked: Buffer[] = [];
  let failure: Error | undefined;
  gunzip.on('data', (chunk: Buffer) => unpacked.push(chunk));
  gunzip.on('error', error => (failure = error));
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length && !failure; at += stepBytes) {
        await step(gunzip, done => gunzip.write(chunk.subarray(at, at + stepBytes), done));
        yield* unpacked.splice(0);
      }
      if (failure) break;
    }
    if (!failure) await step(gunzip, () => gunzip.end());
    yield* unpacked.splice(0);
    if (failure) throw failure;
  } finally {
    gunzip.destroy();
  }
}

/** Resolves once the work begun is done, or has failed, or all is unpacked. */
function step(gunzip: Gunzip, begin: (done: () => void) => void): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      gunzip.off('end', done).off('error', done);
      resolve();
    };
    gunzip.once('end', done).once('error', done);
    begin(done);
  });
}
