/// <reference lib="dom" />
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { buildPage } from '../../page/build';
import { PIPELINE } from './fed-page';

const SLIDE_MS = 5_000;

/** Behind a function that holds no connection the page polls with the last id, and says so when its session has ended. */
export async function pollsWhereNothingIsHeld(browser: Browser): Promise<void> {
  const page = await browser.newPage();
  const behind = new Bursts();
  const address = await behind.start();
  try {
    await page.goto(address);
    await page.waitForFunction(() => /[3-9] windows/.test(document.querySelector('#charts')?.textContent ?? ''));
    assert.deepEqual(behind.lastEventIds.slice(0, 3), [undefined, '1', '2']);
    assert.equal(await page.locator('#connection').textContent(), 'Live');
    behind.hasEnded = true;
    await page.getByRole('link', { name: 'Sign in' }).waitFor({ timeout: 15_000 });
    assert.match((await page.locator('#message').textContent()) ?? '', /^No connection: your session has ended\./);
  } finally {
    await page.close();
    behind.stop();
  }
}

/** Serves the page; each request for live events gets one window and its end, as from a function. */
class Bursts {
  readonly lastEventIds: (string | undefined)[] = [];
  /** From then on nobody is known. */
  hasEnded = false;
  private readonly firstMs = Math.floor(Date.now() / SLIDE_MS) * SLIDE_MS - 60_000;
  private server: Server | undefined;

  async start(): Promise<string> {
    const files = await buildPage();
    this.server = createServer(({ url = '/', headers }, response) => {
      if (this.hasEnded) return end(response, { message: 'Unauthorized' }, 401);
      if (url === '/pipelines') return end(response, { pipelines: [PIPELINE] });
      if (url.includes('/windows?')) return end(response, { windows: [], cursor: null });
      if (url.includes('/live?')) return this.burst(response, headers['last-event-id'] as string | undefined);
      const file = files.get(url === '/' ? '/index.html' : url);
      response.writeHead(file ? 200 : 404, file && { 'content-type': file.type }).end(file?.body);
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  private burst(response: ServerResponse, lastEventId: string | undefined): void {
    const id = this.lastEventIds.push(lastEventId);
    const [start, until] = [id, id + 2].map(n => new Date(this.firstMs + n * SLIDE_MS).toISOString());
    const fixed = { id: '', pipeline: 'p', query: 'q', revision: 0, final: true, watermark: null };
    const values = { average: 2, low: 1, high: 3 };
    const record = JSON.stringify({ ...fixed, key: { k: 'a' }, window: { start, end: until }, values });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`retry: 200\n\nevent: window\nid: ${id}\ndata: ${record}\n\n`);
  }
}

function end(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
