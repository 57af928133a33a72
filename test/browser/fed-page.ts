/// <reference lib="dom" />
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { PipelineDescription, WindowsAnswer } from '../../api/contract';
import { buildPage } from '../../page/build';

export const START_MS = Date.UTC(2026, 0, 1);

const ADDRESS = 'http://127.0.0.1:9';
export const PIPELINE: PipelineDescription = {
  name: 'p',
  queries: [
    {
      name: 'q',
      groupBy: ['k'],
      window: { kind: 'grid', sizeMs: 10_000, slideMs: 5_000 },
      values: [
        { name: 'average', aggregate: 'avg', type: 'number' },
        { name: 'low', aggregate: 'min', type: 'number' },
        { name: 'high', aggregate: 'max', type: 'number' },
      ],
      emit: 'onClose',
    },
  ],
};

/** In place of a connection. */
const FED_EVENT_SOURCE = `globalThis.EventSource = class extends EventTarget {
  constructor() {
    super();
    globalThis.feed = data => this.dispatchEvent(new MessageEvent('window', { data }));
  }
  close() {}
};`;

/** The page's own files without a server, on a clock of its own: its events come by `feedMinute`. */
export async function openFedPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage(options);
  await serveFiles(page, PIPELINE, () => ({ windows: [], cursor: null }));
  await page.addInitScript({ content: FED_EVENT_SOURCE });
  await page.clock.install({ time: START_MS });
  await page.goto(ADDRESS);
  while (!(await page.evaluate(() => 'feed' in globalThis))) await page.clock.runFor(100);
  return page;
}

/** The page's own files, and an API of one pipeline that answers for windows as it is told. */
export async function serveFiles(
  page: Page,
  pipeline: PipelineDescription,
  windows: (parameters: URLSearchParams) => WindowsAnswer,
): Promise<void> {
  const files = await buildPage();
  await page.route('**/*', route => {
    const { pathname, searchParams } = new URL(route.request().url());
    if (pathname === '/pipelines') return route.fulfill({ json: { pipelines: [pipeline] } });
    if (pathname.endsWith('/windows')) return route.fulfill({ json: windows(searchParams) });
    const file = files.get(pathname === '/' ? '/index.html' : pathname);
    if (!file) return route.fulfill({ status: 404 });
    return route.fulfill({ body: Buffer.from(file.body), contentType: file.type });
  });
}

/** A minute's windows of so many keys. */
export function feedMinute(page: Page, fromMs: number, keys: number): Promise<void> {
  return page.evaluate(feed, [fromMs, keys] as const);
}

function feed([fromMs, keys]: readonly [number, number]): void {
  const { feed } = globalThis as unknown as { feed: (data: string) => void };
  for (let i = 0; i < 12; i++) {
    const [start, end] = [i, i + 2].map(n => new Date(fromMs + n * 5_000).toISOString());
    for (let n = 0; n < keys; n++) {
      const values = { average: n + Math.sin(i), low: n - 2, high: n + 2 };
      const fixed = { id: '', pipeline: 'p', query: 'q', revision: 0, final: true, watermark: null };
      feed(JSON.stringify({ ...fixed, key: { k: `key ${n}` }, window: { start, end }, values }));
    }
  }
}
