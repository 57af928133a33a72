import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { type LocalRunner, startLocal } from '../../local/runner';
import { kinesisClient } from '../../local/services/clients';
import { fullPacket, kiteMessage } from '../feeds/support/kite-frames';
import { linesOf } from '../producer/support/memory-stream';
import { collect, folder, start, tidemark } from './support/tidemark';

jest.setTimeout(90_000);

const dir = folder();
const SECRET = 'sesame-opens-7431';
const KEYS = { KITE_API_KEY: SECRET, KITE_ACCESS_TOKEN: `${SECRET}-2` };

let runner: LocalRunner;
let client: KinesisClient;
beforeAll(async () => {
  runner = await startLocal({ pipelines: ['trades', 'wikimedia'], shards: 1 });
  client = await kinesisClient(runner.endpoints.kinesis);
});
afterAll(async () => {
  client.destroy();
  await runner.stop();
});

async function until<T>(found: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const what = await found();
    if (what) return what;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error('it did not happen in time');
}

/** The events on a stream, as their lines. */
async function linesOn(stream: string): Promise<string[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: stream }));
  const lines: string[] = [];
  for (const { ShardId } of Shards) {
    const at = { StreamName: stream, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const };
    const { ShardIterator } = await client.send(new GetShardIteratorCommand(at));
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator, Limit: 10_000 }));
    lines.push(...Records.flatMap(({ Data }) => linesOf(Data!)));
  }
  return lines;
}

const fieldsOn = async (stream: string): Promise<Record<string, unknown>[]> =>
  (await linesOn(stream)).map(line => JSON.parse(line) as Record<string, unknown>);

/** A feed that goes on until it is told to end. */
function feeding(...args: readonly string[]): { child: ChildProcess; told: () => string; end: () => Promise<number> } {
  const child = start(['feed', ...args], dir, { ...process.env, ...runner.env, ...KEYS });
  const told = collect(child.stderr!);
  return {
    child,
    told,
    end: async () => {
      child.kill('SIGINT');
      return ((await once(child, 'exit')) as [number])[0];
    },
  };
}

/** A server of WebSockets on one port, which can be killed and come back. */
class SocketServer {
  private server: WebSocketServer | undefined;
  port = 0;

  async start(onConnection: (socket: WebSocket) => void): Promise<void> {
    this.server = new WebSocketServer({ port: this.port, host: '127.0.0.1' });
    this.server.on('connection', onConnection);
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
  }

  stop(): void {
    for (const socket of this.server!.clients) socket.terminate();
    this.server!.close();
  }
}

const trade = (id: number): string =>
  JSON.stringify({ e: 'trade', s: 'BTCUSDT', t: id, p: '64000.10000000', q: '0.00100000', T: Date.now(), m: false });

test('ticks of Kite become windows: a minute of two instruments, cut into messages', async () => {
  const first = Math.floor(Date.now() / 60_000) * 60 - 120;
  const ticks = Array.from({ length: 60 }, (_, i) =>
    [5, 7].map(token =>
      fullPacket({ token, price: 10_000 * token + 10 * i, volume: 1_000 + 5 * i, quantity: 5, seconds: first + i }),
    ),
  );
  const server = new SocketServer();
  await server.start(socket =>
    socket.on('message', data => {
      if (!String(data).includes('"mode"')) return;
      socket.send('{"type":"message","data":"welcome"}');
      for (const packets of ticks) socket.send(kiteMessage(...packets));
    }),
  );
  const url = `ws://127.0.0.1:${server.port}`;
  const ran = await tidemark(['feed', 'kite', '--symbols', 'FIVE=5,7', '--url', url, '--total', '120'], {
    env: { ...process.env, ...runner.env, ...KEYS },
  });
  server.stop();
  expect(ran).toMatchObject({ code: 0, stdout: '' });
  expect(ran.stderr).toMatch(/120 acknowledged, 0 waiting, 0 reconnects, 0 gaps$/m);
  expect(ran.stderr).not.toContain(SECRET);
  await runner.endOfInput('trades');
  const results = await fieldsOn(runner.resources('trades').aggregatesStream!);
  const candle = results.find(
    ({ query, key }) => query === 'candles_1m' && (key as { stockName: string }).stockName === 'FIVE',
  );
  expect(candle).toMatchObject({
    window: { start: new Date(first * 1_000).toISOString() },
    values: { open: 500, high: 505.9, low: 500, close: 505.9, volume: 5 + 59 * 5, trades: 60 },
  });
});

test('a server that is killed and comes back: nothing is lost or twice, the gap is told, and Ctrl-C ends with 0', async () => {
  let id = 0;
  const server = new SocketServer();
  const serve = (skipped: number) => {
    id += skipped;
    return server.start(socket => {
      const timer = setInterval(() => socket.send(trade(++id)), 10);
      socket.on('close', () => clearInterval(timer));
    });
  };
  const idsOn = async (): Promise<number[]> =>
    (await fieldsOn('trades')).flatMap(({ stockName, tradeId }) => (stockName === 'BTCUSDT' ? [Number(tradeId)] : []));
  await serve(0);
  const url = `ws://127.0.0.1:${server.port}`;
  const feed = feeding('binance', '--symbols', 'BTCUSDT', '--url', url, '--data-dir', 'kept', '--report', '100 ms');
  await until(async () => (await idsOn()).length >= 20);
  server.stop();
  await serve(5);
  await until(() => feed.told().includes('gap: '));
  const gapAt = id;
  await until(async () => (await idsOn()).some(each => each > gapAt));
  expect(await feed.end()).toBe(0);
  server.stop();
  const ids = await idsOn();
  const [, missed, from, to] = /gap: (\d+) of BTCUSDT, (\d+) to (\d+)/.exec(feed.told())!.map(Number);
  expect(missed).toBe(to! - from! + 1);
  expect(missed).toBeGreaterThanOrEqual(5);
  const least = ids[0]!;
  const expected = Array.from({ length: ids.at(-1)! - least + 1 }, (_, i) => least + i).filter(
    each => each < from! || each > to!,
  );
  expect(ids).toEqual(expected);
  const line = feed.told().trimEnd().split('\n').at(-1)!;
  expect(line).toContain(`${ids.length} acknowledged, 0 waiting, 1 reconnects, 1 gaps, ${missed} missed`);
  const position = JSON.parse(readFileSync(join(dir, 'kept/feeds/trades.binance/position.json'), 'utf8')) as object;
  expect(position).toMatchObject({ numbers: { BTCUSDT: ids.at(-1) } });

  id += 7;
  const last = ids.at(-1)!;
  await server.start(socket => socket.send(trade(id)));
  const again = feeding('binance', '--symbols', 'BTCUSDT', '--url', url, '--data-dir', 'kept', '--total', '1');
  expect(await once(again.child, 'exit')).toEqual([0, null]);
  server.stop();
  expect(again.told()).toContain(`gap: ${id - last - 1} of BTCUSDT, ${last + 1} to ${id - 1}`);
  expect(await linesOn('trades').then(lines => lines.filter(text => text.includes('BTCUSDT')).at(-1))).toContain(
    '"price":64000.10000000,"quantity":0.00100000',
  );
});

test('a feed that is killed goes on behind what the stream has: of numbered events none is lacking', async () => {
  let [sent, connections] = [0, 0];
  const asked: (string | undefined)[] = [];
  const change = (i: number): string => {
    const meta = { id: `m${i}`, dt: new Date().toISOString(), domain: 'en.wikipedia.org' };
    return `id: ${i}\ndata: ${JSON.stringify({ meta, wiki: 'enwiki', type: 'edit', title: 'T', user: 'U', bot: false })}\n\n`;
  };
  const server = createServer((request, response) => {
    connections += 1;
    const id = request.headers['last-event-id'] as string | undefined;
    asked.push(id);
    sent = Number(id ?? 0);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => response.write(change(++sent)), 5);
    response.on('close', () => clearInterval(timer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const args = ['wikimedia', '--url', url, '--data-dir', 'kept-too', '--report', '100 ms'];
  const idsOn = async (): Promise<number[]> =>
    (await fieldsOn('wikimedia')).map(({ id }) => Number(String(id).slice(1)));
  const killed = feeding(...args);
  await until(async () => (await idsOn()).length >= 50);
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  const before = await idsOn();
  const again = feeding(...args);
  await until(async () => (await idsOn()).length >= before.length + 50);
  expect(await again.end()).toBe(0);
  server.closeAllConnections();
  server.close();
  expect(connections).toBe(2);
  expect(Number(asked[1])).toBeLessThanOrEqual(Math.max(...before));
  expect(again.told()).not.toContain('gap:');
  const after = [...new Set(await idsOn())].sort((a, b) => a - b);
  expect(after).toEqual(Array.from({ length: after.length }, (_, i) => i + 1));
  await runner.endOfInput('wikimedia');
  const edits = (await fieldsOn(runner.resources('wikimedia').aggregatesStream!)).filter(
    ({ query }) => query === 'edits',
  );
  const counted = edits.reduce((sum, { values }) => sum + (values as { edits: number }).edits, 0);
  expect(counted).toBe(after.length);
});

test('an unknown feed and an unknown option are one line each, with the nearest name', async () => {
  const [feed, option] = await Promise.all([
    tidemark(['feed', 'binnance', '--symbols', 'A']),
    tidemark(['feed', 'binance', '--symbol', 'A']),
  ]);
  expect(feed).toMatchObject({ code: 1, stderr: 'tidemark: no feed is called binnance; did you mean binance?\n' });
  expect(option.code).toBe(1);
  expect(option.stderr).toContain("unknown option '--symbol'\n(Did you mean --symbols?)");
});
