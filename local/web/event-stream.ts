import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { EVENT_STREAM_HEADERS } from '../../api/handle';
import { json } from '../../api/http';
import { liveEvents } from '../../api/live';
import type { Outcome } from '../../api/routes';
import type { Clock } from '../../engine/ports';
import { systemClock } from '../../lambda/aws/system-clock';
import { send } from './http';
import { SECURITY_HEADERS } from './security';

/** Connections that are held open at a time. */
const STREAMS_MAX = 32;

/** Holds connections open and sends events on them, no faster than each client reads. */
export class EventStreams {
  private open = 0;
  private readonly closing = new AbortController();

  async serve(response: ServerResponse, { source, request }: Extract<Outcome, { kind: 'live' }>): Promise<void> {
    if (this.open >= STREAMS_MAX)
      return send(response, json(503, { error: `more than ${STREAMS_MAX} live connections` }, { 'retry-after': '10' }));
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.closing.signal]);
    this.open++;
    try {
      response.writeHead(200, { ...SECURITY_HEADERS, ...EVENT_STREAM_HEADERS });
      for await (const event of liveEvents(source, request, clockUntil(signal), signal)) {
        if (!response.write(event)) await once(response, 'drain', { signal }).catch(() => undefined);
      }
    } finally {
      this.open--;
      response.end();
    }
  }

  close(): void {
    this.closing.abort();
  }
}

/** A clock whose sleep ends with the signal. */
function clockUntil(signal: AbortSignal): Clock {
  return { ...systemClock, sleep: ms => setTimeout(ms, undefined, { signal }).catch(() => undefined) };
}
