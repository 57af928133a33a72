/// <reference lib="dom" />
import { strict as assert } from 'node:assert';
import type { Browser, Page } from 'playwright-core';
import type { QueryDescription } from '../../api/contract';
import { serveFiles } from './fed-page';

const CANDLES = 10_000;
const STEP_MS = 5_000;
const START_MS = Date.UTC(2026, 0, 1);
const ADDRESS = 'http://127.0.0.1:9';
const PAGE_WINDOWS = 1_000;
/** What a task may take at most while the chart is moved, ms: 200 are aimed at, and machines of CI are slow and shared. */
const TASK_MS_MAX = 600;

const QUERY: QueryDescription = {
  name: 'candles',
  groupBy: ['symbol'],
  window: { kind: 'grid', sizeMs: STEP_MS, slideMs: STEP_MS },
  values: [
    { name: 'open', aggregate: 'first', type: 'number' },
    { name: 'high', aggregate: 'max', type: 'number' },
    { name: 'low', aggregate: 'min', type: 'number' },
    { name: 'close', aggregate: 'last', type: 'number' },
    { name: 'volume', aggregate: 'sum', type: 'number', isAdditive: true },
  ],
  emit: 'onClose',
};

/** Ten thousand candles of the past are dragged to and fro: what is shown follows, and the page stays at hand. */
export async function pansThousandsOfCandles(browser: Browser): Promise<void> {
  const page = await browser.newPage();
  try {
    await serve(page);
    const to = new Date(START_MS + CANDLES * STEP_MS).toISOString();
    await page.goto(`${ADDRESS}/?query=candles&key=["BHP"]&span=1440&to=${to}`);
    await page.getByText('10,000 windows', { exact: true }).waitFor();
    const longestMs = await longestTaskWhile(page, () => dragToAndFro(page));
    console.log(`  the longest task while ${CANDLES} candles are moved takes ${Math.round(longestMs)} ms`);
    assert.ok(longestMs < TASK_MS_MAX, `a task of ${longestMs} ms`);
    await page.waitForFunction(end => !location.search.includes(encodeURIComponent(end)), to);
  } finally {
    await page.close();
  }
}

async function serve(page: Page): Promise<void> {
  await serveFiles(page, { name: 'p', queries: [QUERY] }, parameters => {
    const fromMs = Math.max(START_MS, Date.parse(parameters.get('from')!));
    const endMs = Math.min(START_MS + CANDLES * STEP_MS, Date.parse(parameters.get('cursor') ?? parameters.get('to')!));
    const windows = [];
    for (let startMs = endMs - STEP_MS; startMs >= fromMs && windows.length < PAGE_WINDOWS; startMs -= STEP_MS)
      windows.push(candle(startMs));
    const isLast = windows.length < PAGE_WINDOWS;
    return { windows, cursor: isLast ? null : windows.at(-1)!.window.start };
  });
}

function candle(startMs: number) {
  const n = startMs / STEP_MS;
  const open = 100 + 10 * Math.sin(n / 300);
  const close = 100 + 10 * Math.sin((n + 1) / 300);
  const values = { open, close, low: Math.min(open, close) - 1, high: Math.max(open, close) + 1, volume: n % 100 };
  const [start, end] = [startMs, startMs + STEP_MS].map(ms => new Date(ms).toISOString());
  const fixed = { id: '', pipeline: 'p', query: 'candles', revision: 0, final: true, watermark: null };
  return { ...fixed, key: { symbol: 'BHP' }, window: { start: start!, end: end! }, values };
}

async function dragToAndFro(page: Page): Promise<void> {
  const box = (await page.locator('.u-over').first().boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 1; i <= 40; i++) await page.mouse.move(x + 150 * Math.sin(i / 5), y);
  await page.mouse.move(x + 200, y);
  await page.mouse.up();
  await page.waitForTimeout(1_000);
}

async function longestTaskWhile(page: Page, run: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const seen = globalThis as unknown as { longestMs: number };
    seen.longestMs = 0;
    new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) seen.longestMs = Math.max(seen.longestMs, duration);
    }).observe({ type: 'longtask' });
  });
  await run();
  return page.evaluate(() => (globalThis as unknown as { longestMs: number }).longestMs);
}
