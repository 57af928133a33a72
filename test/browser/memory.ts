/// <reference lib="dom" />
import { strict as assert } from 'node:assert';
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { PipelineDescription } from '../../api/contract';
import { buildPage } from '../../page/build';

/** What two more hours may add, bytes and nodes. */
const GROWTH_BYTES_MAX = 5_000_000;
const GROWTH_NODES_MAX = 500;

const ADDRESS = 'http://127.0.0.1:9';
const START_MS = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const PIPELINE: PipelineDescription = {
  name: 'p',
  queries: [
    {
      name: 'q',
      groupBy: ['k'],
      window: { kind: 'grid', sizeMs: 10_000, slideMs: 5_000 },
      values: [
        { name: 'average', aggregate: 'avg' },
        { name: 'low', aggregate: 'min' },
        { name: 'high', aggregate: 'max' },
      ],
      emit: 'onClose',
    },
  ],
};

/** The page, fed with an hour of 500 keys and then two more while it draws, is no larger than after the first. */
export async function holdsItsMemory(browser: Browser): Promise<void> {
  const page = await browser.newPage();
  await servePage(page);
  await page.clock.install({ time: START_MS });
  await page.goto(ADDRESS);
  while (!(await page.evaluate(() => 'feed' in globalThis))) await page.clock.runFor(100);
  const session = await page.context().newCDPSession(page);
  const first = await afterHour(page, session, 0);
  await afterHour(page, session, 1);
  const third = await afterHour(page, session, 2);
  const drawn = await page.locator('#charts').textContent();
  await page.close();
  console.log(`  ${inWords(first)} after one hour of 500 keys, ${inWords(third)} after three`);
  assert.match(drawn ?? '', /[1-9]\d windows/);
  assert.ok(third.bytes - first.bytes < GROWTH_BYTES_MAX, `the page grew by ${third.bytes - first.bytes} bytes`);
  assert.ok(third.nodes - first.nodes < GROWTH_NODES_MAX, `the page grew by ${third.nodes - first.nodes} nodes`);
}

interface Use {
  readonly bytes: number;
  readonly nodes: number;
}

const inWords = ({ bytes, nodes }: Use): string => `${Math.round(bytes / 1e6)} MB and ${nodes} nodes`;

/** The page's own files; its events come by `globalThis.feed`. */
async function servePage(page: Page): Promise<void> {
  const files = await buildPage();
  await page.route('**/*', route => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/pipelines') return route.fulfill({ json: { pipelines: [PIPELINE] } });
    if (pathname.endsWith('/windows')) return route.fulfill({ json: { windows: [], cursor: null } });
    const file = files.get(pathname === '/' ? '/index.html' : pathname);
    if (!file) return route.fulfill({ status: 404 });
    return route.fulfill({ body: Buffer.from(file.body), contentType: file.type });
  });
  await page.addInitScript({ content: FED_EVENT_SOURCE });
}

/** In place of a connection. */
const FED_EVENT_SOURCE = `globalThis.EventSource = class extends EventTarget {
  constructor() {
    super();
    globalThis.feed = data => this.dispatchEvent(new MessageEvent('window', { data }));
  }
  close() {}
};`;

async function afterHour(page: Page, session: CDPSession, hour: number): Promise<Use> {
  for (let minute = 0; minute < 60; minute++) {
    await page.evaluate(feedMinute, START_MS + (hour * 60 + minute) * MINUTE_MS);
    await page.clock.runFor(MINUTE_MS);
  }
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  return { bytes: usedSize, nodes };
}

function feedMinute(fromMs: number): void {
  const { feed } = globalThis as unknown as { feed: (data: string) => void };
  for (let i = 0; i < 12; i++) {
    const [start, end] = [i, i + 2].map(n => new Date(fromMs + n * 5_000).toISOString());
    for (let n = 0; n < 500; n++) {
      const values = { average: n + Math.sin(i), low: n - 2, high: n + 2 };
      const fixed = { id: '', pipeline: 'p', query: 'q', revision: 0, final: true, watermark: null };
      feed(JSON.stringify({ ...fixed, key: { k: `key ${n}` }, window: { start, end }, values }));
    }
  }
}
