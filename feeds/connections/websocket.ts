import WebSocket, { type RawData } from 'ws';
import { printable } from '../../engine/text/printable';
import { type ConnectionOptions, type Ended, endOfError, endOfStatus, FRAME_BYTES_MAX } from './connection';

/** Longest opening handshake, ms. */
const HANDSHAKE_MS = 15_000;
/** Pings in the time after which silence ends the connection. */
const PINGS = 3;

/**
 * A WebSocket (RFC 6455) by `ws`. It pings; what the source sends, pings of its own included, is a sign of life, and answers to
 * ours where they count. While there is no room it reads nothing, and the source waits by TCP.
 */
export function connectWebSocket(options: ConnectionOptions): Promise<Ended> {
  const { opening, userAgent, silentAfterMs, signal } = options;
  return new Promise(resolve => {
    let ended: Ended | undefined;
    const socket = new WebSocket(opening.url, {
      headers: { 'User-Agent': userAgent, ...opening.headers },
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: FRAME_BYTES_MAX,
    });
    const end = (reason: Ended): void => {
      ended ??= reason;
      socket.terminate();
    };
    let silence: NodeJS.Timeout | undefined;
    const alive = (): void => {
      clearTimeout(silence);
      if (!socket.isPaused)
        silence = setTimeout(() => end({ reason: `silent for ${silentAfterMs / 1_000} s` }), silentAfterMs);
    };
    const pings = setInterval(() => socket.readyState === WebSocket.OPEN && socket.ping(), silentAfterMs / PINGS);
    const abort = (): void => end({ reason: 'stopped' });
    signal.addEventListener('abort', abort, { once: true });

    socket.on('open', () => {
      alive();
      options.onOpen();
      for (const text of opening.hello ?? []) socket.send(text);
    });
    socket.on('message', (data, isBinary) => {
      alive();
      if (ended) return;
      for (const text of options.onFrame(isBinary ? bytesOf(data) : bytesOf(data).toString('utf8'))) socket.send(text);
      pauseUntilRoom(socket, options, alive);
    });
    socket.on('ping', alive);
    if (options.pongsCount) socket.on('pong', alive);
    socket.on('unexpected-response', (_request, response) =>
      end(endOfStatus(response.statusCode ?? 0, response.headers['retry-after'])),
    );
    socket.on('error', error => (ended ??= endOfError(error)));
    socket.on('close', (code, reason) => {
      clearTimeout(silence);
      clearInterval(pings);
      signal.removeEventListener('abort', abort);
      resolve(ended ?? { reason: closeReason(code, reason.toString('utf8')) });
    });
    if (signal.aborted) abort();
  });
}

function pauseUntilRoom(socket: WebSocket, { whenRoom }: ConnectionOptions, alive: () => void): void {
  const room = whenRoom();
  if (!room || socket.isPaused || socket.readyState !== WebSocket.OPEN) return;
  socket.pause();
  alive();
  void room.finally(() => {
    socket.resume();
    if (socket.readyState === WebSocket.OPEN) alive();
  });
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

function closeReason(code: number, reason: string): string {
  if (code === 1006) return 'the connection broke';
  return `closed with ${code}${reason === '' ? '' : `: ${printable(reason, 100)}`}`;
}
