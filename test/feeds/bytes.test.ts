import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { fullPacket, kiteMessage } from './support/kite-frames';
import { listening, run, until } from './support/run';

describe('a stream of bytes', () => {
  /** A server that speaks RFC 6455 by hand: it sends the bytes in pieces, and then breaks the connection. */
  async function byHand(pieces: readonly Buffer[]): Promise<string> {
    const server = createServer(socket => {
      socket.on('error', () => undefined);
      const answer = async (request: Buffer): Promise<void> => {
        const key = /sec-websocket-key: (.*)\r\n/i.exec(String(request))![1]!;
        const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
        socket.setNoDelay();
        for (const piece of pieces) {
          socket.write(piece);
          await new Promise(resolve => setImmediate(resolve));
        }
        socket.destroy();
      };
      socket.once('data', request => void answer(request));
    });
    return `ws://127.0.0.1:${await listening(server)}`;
  }
  const frame = (opcode: number, payload: Buffer): Buffer =>
    Buffer.concat([Buffer.from([0x80 | opcode, 126, payload.length >> 8, payload.length & 0xff]), payload]);
  const tick = frame(2, kiteMessage(fullPacket()));

  it('that comes byte by byte is read as one that comes whole', async () => {
    const bytes = Buffer.concat([tick, tick]);
    const feed = run('kite', await byHand(Array.from(bytes, byte => Buffer.of(byte))), { symbols: ['5'] });
    await until(() => feed.events.length >= 2);
    expect(feed.events[1]).toMatchObject({ price: '1412.95', quantity: '0' });
  });

  it('that breaks within a frame has given the frames before it', async () => {
    const feed = run('kite', await byHand([tick, tick.subarray(0, 100)]), { symbols: ['5'] });
    await until(() => feed.told.length > 0);
    expect(feed.events).toHaveLength(1);
    expect(feed.counts()).toMatchObject({ events: 1, problems: 0 });
    expect(feed.told[0]).toMatch(/^no connection \((the connection broke|ECONNRESET)\)/);
  });
});
