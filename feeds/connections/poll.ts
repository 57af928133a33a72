import { type ConnectionOptions, type Ended, endOfError, endOfStatus, FRAME_BYTES_MAX } from './connection';

/** One request over HTTP, and its answer. */
export async function poll(options: ConnectionOptions): Promise<Ended> {
  const { opening, userAgent, silentAfterMs, onFrame, whenRoom } = options;
  try {
    const response = await fetch(opening.url, {
      headers: { 'user-agent': userAgent, ...opening.headers },
      redirect: 'manual',
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(silentAfterMs)]),
    });
    if (response.status !== 200) return endOfStatus(response.status, response.headers.get('retry-after'));
    const body = await bodyOf(response);
    if (body === undefined) return { reason: `an answer is longer than ${FRAME_BYTES_MAX} bytes` };
    options.onOpen();
    onFrame(body);
    await whenRoom();
    return { reason: 'answered', isUsual: true };
  } catch (error) {
    return options.signal.aborted ? { reason: 'stopped' } : endOfError(error);
  }
}

async function bodyOf(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > FRAME_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
