import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listening, run, SECRET, until } from './support/run';

type Turn = (response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** An HTTP server of the test's own: what it does with the first request, the second, … and all after the last. */
async function serve(
  ...turns: readonly Turn[]
): Promise<{ readonly url: string; readonly requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    void turns[Math.min(requests.length, turns.length) - 1]!(response, request);
  });
  return { url: `http://127.0.0.1:${await listening(server)}/stream`, requests };
}

describe('server-sent events', () => {
  const change = (id: number, title = 'Ä 日本 😀'): string => {
    const meta = { id: `m${id}`, dt: '2026-05-01T12:00:00Z', domain: 'en.wikipedia.org' };
    return `event: message\nid: [{"offset":${id}}]\ndata: ${JSON.stringify({ meta, wiki: 'enwiki', type: 'edit', title })}\n\n`;
  };
  const begin = (response: ServerResponse): ServerResponse =>
    response.writeHead(200, { 'content-type': 'text/event-stream' });
  const streams =
    (...texts: readonly string[]): Turn =>
    response =>
      void begin(response).write(`:ok\n\n${texts.join('')}`);

  it('are read as they are, wherever their bytes are cut', async () => {
    const bytes = Buffer.from(change(1) + change(2));
    const { url } = await serve(async response => {
      begin(response);
      for (const byte of bytes) {
        response.write(Buffer.of(byte));
        await new Promise(resolve => setImmediate(resolve));
      }
    });
    const feed = run('wikimedia', url);
    await until(() => feed.events.length === 2);
    expect(feed.events[1]).toMatchObject({ id: '"m2"', title: '"Ä 日本 😀"' });
    expect(feed.ids).toEqual(['[{"offset":1}]', '[{"offset":2}]']);
  });

  it('go on behind the last one where a connection ends, in the middle of one too; that is no gap', async () => {
    const { url, requests } = await serve(
      response => {
        begin(response).write(change(1) + change(2).slice(0, -20));
        setTimeout(() => response.destroy(), 20);
      },
      streams(change(2), change(3)),
    );
    const feed = run('wikimedia', url);
    await until(() => feed.events.length === 3);
    expect(feed.events.map(({ id }) => id)).toEqual(['"m1"', '"m2"', '"m3"']);
    expect(requests.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '[{"offset":1}]']);
    expect(requests[0]!.headers).toMatchObject({ accept: 'text/event-stream', 'user-agent': 'tidemark (a test)' });
    expect(feed.counts()).toMatchObject({ gaps: 0, reconnects: 1 });
  });

  it('go on where an earlier run stopped', async () => {
    const { url, requests } = await serve(streams(change(9)));
    const feed = run('wikimedia', url, { position: { numbers: {}, lastEventId: '[{"offset":8}]', atMs: 1 } });
    await until(() => feed.events.length === 1);
    expect(requests[0]!.headers['last-event-id']).toBe('[{"offset":8}]');
    expect(feed.told).toEqual([]);
  });

  it('go on from now, with a gap, where the source does not resume there', async () => {
    const { url, requests } = await serve(response => void response.writeHead(400).end(), streams(change(9)));
    const feed = run('wikimedia', url, { position: { numbers: {}, lastEventId: 'long ago', atMs: 1 } });
    await until(() => feed.events.length === 1);
    expect(requests[1]!.headers['last-event-id']).toBeUndefined();
    expect(feed.told[0]).toBe('gap: the source does not resume where we were (HTTP 400): it goes on from now');
  });

  it('that fall silent are given up; comments are signs of life', async () => {
    const { url } = await serve(streams(), response => {
      begin(response);
      let comments = 0;
      const timer = setInterval(() => response.write(comments++ < 6 ? ':\n\n' : change(1)), 50);
      response.on('close', () => clearInterval(timer));
    });
    const feed = run('wikimedia', url, { silentAfterMs: 150 });
    await until(() => feed.events.length > 0);
    expect(feed.told[0]).toMatch(/^no connection \(silent for 0\.15 s\)/);
    expect(feed.counts()).toMatchObject({ reconnects: 1 });
  });

  it('that never end are given up', async () => {
    const { url } = await serve(
      response => void begin(response).write(`data: ${'x'.repeat(5 * 1024 * 1024)}`),
      streams(change(1)),
    );
    const feed = run('wikimedia', url);
    await until(() => feed.events.length === 1);
    expect(feed.told[0]).toMatch(/^no connection \(an event is longer than 4194304 bytes\)/);
  });

  it('wait as long as a busy source asks', async () => {
    const { url } = await serve(response => void response.writeHead(429, { 'retry-after': '120' }).end());
    const feed = run('wikimedia', url);
    await until(() => feed.told.length === 1);
    expect(feed.told).toEqual(['no connection (HTTP 429): again in 120.0 s']);
  });
});

describe('polling', () => {
  const configuration = { url: 'http://127.0.0.1/', fields: { stockName: 'Symbol', price: 'Last' } };
  const quotes =
    (...prices: readonly number[]): Turn =>
    response =>
      void response.end(JSON.stringify(prices.map((Last, i) => ({ Symbol: `S${i}`, Last }))));

  it('asks again and again, with its token, and tells what is new', async () => {
    const { url, requests } = await serve(quotes(1, 2), quotes(1, 2), quotes(1, 3));
    const feed = run('xignite', url, { configuration });
    await until(() => requests.length > 4);
    expect(feed.events.map(({ stockName, price }) => `${stockName} ${price}`)).toEqual(['"S0" 1', '"S1" 2', '"S1" 3']);
    expect(requests[0]!.url).toBe(`/stream?_token=${SECRET}`);
    expect(feed.told).toEqual([]);
  });

  it('asks no faster than it was told, and goes on after errors with a gap', async () => {
    const { url, requests } = await serve(quotes(1), response => void response.writeHead(500).end(), quotes(2));
    const feed = run('xignite', url, { configuration, everyMs: 60_000 });
    await until(() => feed.events.length === 1);
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(requests).toHaveLength(1);
    const again = run('xignite', url, { configuration });
    await until(() => again.events.length === 1);
    expect(again.told[0]).toBe('no connection (HTTP 500): again in 0.3 s');
  });

  it('follows no redirection: its token would go along', async () => {
    const { url } = await serve(response => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
    await expect(run('xignite', url, { configuration }).ended).rejects.toThrow('xignite refuses: HTTP 302');
  });

  it('tells an answer that is cut, or longer than any, and goes on', async () => {
    const { url } = await serve(
      response => void response.end('[{"Symbol":"A","La'),
      response => void response.end(Buffer.alloc(5 * 1024 * 1024, 0x20)),
      quotes(5),
    );
    const feed = run('xignite', url, { configuration });
    await until(() => feed.events.length === 1);
    expect(feed.told.slice(0, 2)).toEqual([
      'a frame is no JSON: [{"Symbol":"A","La',
      'no connection (an answer is longer than 4194304 bytes): again in 0.3 s',
    ]);
  });
});
