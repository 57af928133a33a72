import { createParser } from 'eventsource-parser';
import { type ConnectionOptions, type Ended, endOfError, endOfStatus, FRAME_BYTES_MAX } from './connection';

/**
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), parsed by `eventsource-parser`, each
 * with the id that stands behind it. Any bytes are a sign of life, comments too.
 */
export async function connectServerSentEvents(options: ConnectionOptions): Promise<Ended> {
  const { opening, lastEventId, userAgent, silentAfterMs, onFrame, whenRoom } = options;
  const silent = new AbortController();
  let silence: NodeJS.Timeout | undefined;
  const alive = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => silent.abort(), silentAfterMs);
  };
  let [waitMs, isTooLong]: [number | undefined, boolean] = [undefined, false];
  const parser = createParser({
    maxBufferSize: FRAME_BYTES_MAX,
    onEvent: ({ data, id }) => void onFrame(data, id),
    onRetry: ms => (waitMs = ms),
    onError: ({ type }) => (isTooLong ||= type === 'max-buffer-size-exceeded'),
  });
  try {
    alive();
    const response = await fetch(opening.url, {
      headers: {
        accept: 'text/event-stream',
        'user-agent': userAgent,
        ...opening.headers,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      redirect: 'manual',
      signal: AbortSignal.any([options.signal, silent.signal]),
    });
    if (response.status !== 200 || !response.body)
      return endOfStatus(response.status, response.headers.get('retry-after'));
    options.onOpen();
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      alive();
      parser.feed(text);
      if (isTooLong) return { reason: `an event is longer than ${FRAME_BYTES_MAX} bytes` };
      const room = whenRoom();
      if (!room) continue;
      clearTimeout(silence);
      await room;
      alive();
    }
    return { reason: 'the connection ended', waitMs };
  } catch (error) {
    if (options.signal.aborted) return { reason: 'stopped' };
    return silent.signal.aborted ? { reason: `silent for ${silentAfterMs / 1_000} s` } : endOfError(error);
  } finally {
    clearTimeout(silence);
  }
}
