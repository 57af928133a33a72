import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';

/** How a client begins that speaks HTTP/2 without asking ([RFC 9113, 3.4](https://www.rfc-editor.org/rfc/rfc9113#section-3.4)). */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n');
/** Of a request's body: above it the server refuses, and need not see the rest. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;
/** Headers that HTTP/2 does not have; setting one would throw. */
const OF_CONNECTIONS = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

/**
 * Makes an HTTP/1.1 server answer HTTP/2 on the same port too, as the SDK's own client for Kinesis speaks it: a connection
 * is told by its first bytes, and requests of either go to the server's listeners.
 *
 * @returns cuts the connections that the server itself does not know of: those of HTTP/2, and those that have not spoken yet.
 */
export function speakHttp2Too(server: Server): () => void {
  const http2 = createServer();
  http2.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const setHeader = response.setHeader.bind(response);
    response.setHeader = (name, value) => void (OF_CONNECTIONS.has(name.toLowerCase()) || setHeader(name, value));
    whenWhole(request, whole => server.emit('request', whole, response as unknown as ServerResponse));
  });
  http2.on('sessionError', () => undefined);
  const takeHttp1 = server.listeners('connection') as ((socket: Socket) => void)[];
  const sockets = new Set<Socket>();
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const ignore = (): void => undefined;
    sockets.add(socket);
    socket.on('error', ignore);
    socket.once('close', () => sockets.delete(socket));
    let begun: Buffer = Buffer.alloc(0);
    const look = (): void => {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return;
      begun = Buffer.concat([begun, chunk]);
      const length = Math.min(begun.length, PREFACE.length);
      const isHttp2 = begun.subarray(0, length).equals(PREFACE.subarray(0, length));
      if (isHttp2 && length < PREFACE.length) return;
      socket.removeListener('readable', look);
      socket.unshift(begun);
      if (isHttp2) return void http2.emit('connection', socket);
      sockets.delete(socket);
      socket.removeListener('error', ignore);
      for (const take of takeHttp1) take.call(server, socket);
    };
    socket.on('readable', look);
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

/** Hands a request over once its body is there, in one piece: HTTP/2 brings it in frames of 16 KB, which kinesalite copies each time. */
function whenWhole(request: Http2ServerRequest, take: (whole: IncomingMessage) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const handOver = (): void => {
    request.removeAllListeners('data').removeAllListeners('end').resume();
    const { method, url, headers } = request;
    take(
      Object.assign(Readable.from(chunks.length > 0 ? [Buffer.concat(chunks)] : []), {
        method,
        url,
        headers,
      }) as IncomingMessage,
    );
  };
  request.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= BODY_BYTES_MAX) handOver();
  });
  request.on('end', handOver);
}
