import { createServer as createHttp, type IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { fullPacket, kiteMessage } from './support/kite-frames';
import { listening, run, SECRET, until } from './support/run';

/** A WebSocket server of the test's own: what it does with the first connection, the second, … and all after the last. */
async function serve(...turns: readonly ((socket: WebSocket, request: IncomingMessage) => void)[]): Promise<string> {
  const http = createHttp();
  const server = new WebSocketServer({ server: http });
  let connections = 0;
  server.on('connection', (socket, request) => turns[Math.min(connections++, turns.length - 1)]!(socket, request));
  return `ws://127.0.0.1:${await listening(http)}`;
}

const trade = (t: number, s = 'A'): string =>
  JSON.stringify({ e: 'trade', s, t, p: '1.50', q: '2', T: 1_700_000_000_000 + t, m: false });
const sends =
  (...frames: readonly (string | Buffer)[]) =>
  (socket: WebSocket): void => {
    for (const frame of frames) socket.send(frame);
  };

test('a server that closes is met again: what was missed is told by its numbers, and no copy counts', async () => {
  const url = await serve(
    socket => {
      sends(trade(1), trade(2), trade(2))(socket);
      socket.close(1001, 'until later');
    },
    sends(trade(2), trade(6), trade(4)),
  );
  const feed = run('binance', url);
  await until(() => feed.events.length === 4);
  expect(feed.events.map(({ tradeId }) => tradeId)).toEqual(['1', '2', '6', '4']);
  expect(feed.counts()).toMatchObject({ events: 4, copies: 2, reconnects: 1, gaps: 1, missed: 2 });
  expect(feed.told).toEqual([
    'no connection (closed with 1001: until later): again in 0.3 s',
    expect.stringMatching(/^connected again after \d\.\d s$/),
    'gap: 3 of A, 3 to 5',
  ]);
});

test('a feed that goes on where an earlier run stopped tells what it missed', async () => {
  const feed = run('binance', await serve(sends(trade(12))), { position: { numbers: { A: 7 }, atMs: 5 } });
  await until(() => feed.events.length === 1);
  expect(feed.told).toEqual(['gap: 4 of A, 8 to 11']);
});

test('a feed without numbers tells the time that it was away, and an earlier run too', async () => {
  const tick = kiteMessage(fullPacket());
  const url = await serve(socket => {
    socket.send(tick);
    setTimeout(() => socket.close(), 20);
  }, sends(tick));
  const feed = run('kite', url, { symbols: ['5'], position: { numbers: {}, atMs: Date.now() - 90_000 } });
  await until(() => feed.events.length === 2);
  expect(feed.told[0]).toBe('gap: what came in 90.0 s without a connection');
  expect(feed.counts()).toMatchObject({ gaps: 2, reconnects: 1 });
});

test('kraken’s snapshot fills the gap of a lost connection', async () => {
  const trades = (type: string, ...ids: readonly number[]): string => {
    const [symbol, timestamp] = ['A', '2026-05-01T12:00:00.000000Z'];
    const data = ids.map(id => ({ symbol, side: 'buy', price: 1, qty: 1, trade_id: id, timestamp }));
    return JSON.stringify({ channel: 'trade', type, data });
  };
  const hellos: string[] = [];
  const url = await serve(
    socket =>
      socket.on('message', data => {
        hellos.push(String(data));
        sends(trades('update', 7))(socket);
        socket.close();
      }),
    socket =>
      socket.on('message', data => {
        hellos.push(String(data));
        sends(trades('snapshot', 6, 7, 8, 9), trades('update', 10))(socket);
      }),
  );
  const feed = run('kraken', url);
  await until(() => feed.events.length === 4);
  expect(feed.events.map(({ tradeId }) => tradeId)).toEqual(['7', '8', '9', '10']);
  expect(feed.counts()).toMatchObject({ gaps: 0, missed: 0 });
  expect(hellos.map(hello => (JSON.parse(hello) as { params: { snapshot: boolean } }).params.snapshot)).toEqual([
    false,
    true,
  ]);
});

test('coinbase’s heartbeat tells of a trade that did not come', async () => {
  const match = {
    type: 'match',
    trade_id: 4,
    product_id: 'A',
    price: '1',
    size: '1',
    side: 'buy',
    time: '2026-05-01T12:00:00Z',
  };
  const heartbeat = { type: 'heartbeat', last_trade_id: 6, product_id: 'A' };
  const feed = run('coinbase', await serve(sends(JSON.stringify(match), JSON.stringify(heartbeat))));
  await until(() => feed.told.length === 1);
  expect(feed.told).toEqual(['gap: 2 of A, 5 to 6']);
});

test('alpaca is given its keys when it asks, and its subscription once they are accepted', async () => {
  const heard: string[] = [];
  const url = await serve(socket => {
    socket.send('[{"T":"success","msg":"connected"}]');
    socket.on('message', data => {
      heard.push(String(data));
      sends(
        heard.length === 1
          ? '[{"T":"success","msg":"authenticated"}]'
          : '[{"T":"t","S":"A","i":1,"p":1,"s":1,"t":"2026-05-01T12:00:00Z"}]',
      )(socket);
    });
  });
  const feed = run('alpaca', url);
  await until(() => feed.events.length === 1);
  expect(heard).toEqual([
    `{"action":"auth","key":"${SECRET}","secret":"${SECRET}"}`,
    '{"action":"subscribe","trades":["A"]}',
  ]);
});

test('keys that are refused end it with one line without them, also where the source repeats them', async () => {
  const http = createHttp();
  http.on('upgrade', (request, socket) => {
    expect(request.url).toContain(`access_token=${SECRET}`);
    socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
  });
  const kite = run('kite', `ws://127.0.0.1:${await listening(http)}`, { symbols: ['5'] });
  await expect(kite.ended).rejects.toThrow(/^kite refuses: HTTP 403: the keys are not accepted$/);
  const repeats = await serve(sends(JSON.stringify([{ T: 'error', code: 402, msg: `no key ${SECRET}` }])));
  await expect(run('alpaca', repeats).ended).rejects.toThrow(/^alpaca refuses: no key \*\*\* \(402\)$/);
  const closes = await serve(socket => socket.close(1008, SECRET));
  const closed = run('alpaca', closes);
  await until(() => closed.told.length > 0);
  expect(closed.told[0]).toContain('closed with 1008: ***');
});

test('a symbol that is refused ends a feed that has just begun', async () => {
  const url = await serve(
    sends(JSON.stringify({ method: 'subscribe', success: false, error: 'Currency pair not supported X/Y' })),
  );
  await expect(run('kraken', url).ended).rejects.toThrow('kraken refuses: Currency pair not supported X/Y');
});

test('a server that is busy or not there is asked again', async () => {
  let answers = 0;
  const http = createHttp();
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    if (answers++ === 0) socket.end('HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n');
    else sockets.handleUpgrade(request, socket, head, sends(trade(1)));
  });
  const feed = run('binance', `ws://127.0.0.1:${await listening(http)}`);
  await until(() => feed.events.length === 1);
  expect(feed.told[0]).toBe('no connection (HTTP 503): again in 0.3 s');
  const nobody = run('binance', 'ws://127.0.0.1:1');
  await until(() => nobody.told.length === 1);
  expect(nobody.told).toEqual(['no connection (ECONNREFUSED): again in 0.3 s']);
});

test('a connection that falls silent is given up, though it answers pings', async () => {
  const feed = run('binance', await serve(() => undefined, sends(trade(1))), { silentAfterMs: 100 });
  await until(() => feed.events.length === 1);
  expect(feed.told[0]).toBe('no connection (silent for 0.1 s): again in 0.3 s');
});

test('where a source has quiet hours, its answers to pings keep the connection', async () => {
  const url = await serve(socket =>
    setTimeout(() => sends('[{"T":"t","S":"A","i":1,"p":1,"s":1,"t":"2026-05-01T12:00:00Z"}]')(socket), 400),
  );
  const feed = run('alpaca', url, { silentAfterMs: 150 });
  await until(() => feed.events.length === 1);
  expect(feed.told).toEqual([]);
});

test('garbage is told, without a flood, and what stands between counts', async () => {
  const garbage = Array.from({ length: 50 }, (_, i) => `{"e":"trade","s":"A","t":${i}`);
  const feed = run('binance', await serve(sends(trade(1), ...garbage, Buffer.of(0xff, 0xfe), '[]', 'null', trade(2))));
  await until(() => feed.events.length === 2);
  expect(feed.counts()).toMatchObject({ problems: 52, gaps: 0 });
  await feed.stop();
  expect(feed.told).toHaveLength(11);
  expect(feed.told.at(-1)).toBe('42 more lines left out');
});

test('a frame that is longer than any source sends ends its connection, and the feed goes on', async () => {
  const feed = run('binance', await serve(sends(trade(1), Buffer.alloc(4 * 1024 * 1024 + 1)), sends(trade(2))));
  await until(() => feed.events.length === 2);
  expect(feed.told[0]).toMatch(/^no connection \(WS_ERR_UNSUPPORTED_MESSAGE_LENGTH\)/);
});

test('while there is no room nothing is read, and nothing is lost', async () => {
  const frames = 20_000;
  const padded = (t: number): string => trade(t).replace('{', `{"pad":"${'x'.repeat(500)}",`);
  let left = frames;
  const url = await serve(socket => {
    const more = (): void => {
      while (left > 0 && socket.bufferedAmount < 100_000) socket.send(padded(frames - --left));
      if (left > 0) setTimeout(more, 5);
    };
    more();
  });
  let open!: () => void;
  let room: Promise<void> | undefined = new Promise(resolve => (open = resolve));
  const feed = run('binance', url, {
    whenRoom: () => (feed.events.length >= 100 ? room : undefined),
    silentAfterMs: 1_000,
  });
  await until(() => feed.events.length >= 100);
  await new Promise(resolve => setTimeout(resolve, 1_300));
  const read = feed.events.length;
  expect(read).toBeLessThan(2_000);
  expect(left).toBeGreaterThan(0);
  room = undefined;
  open();
  await until(() => feed.events.length === frames);
  expect(feed.counts()).toMatchObject({ events: frames, gaps: 0, reconnects: 0 });
});
