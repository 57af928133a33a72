/// <reference lib="dom" />
import { strict as assert } from 'node:assert';
import type * as Axe from 'axe-core';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { StatusAnswer, TopAnswer, WindowsAnswer } from '../../api/contract';
import { pansThousandsOfCandles } from './candles';
import { showsBuiltInNumbers } from './built-in';
import { startChromium } from './chromium';
import { LocalPipeline } from './local-pipeline';
import { marksWhatMayChange } from './marks';
import { holdsItsMemory } from './memory';
import { pollsWhereNothingIsHeld } from './polling';
import { drawsNoMoreThanItMay } from './redraws';
import { showsAStrangersNumbers } from './stranger';

const LIVE = '#connection[data-state="live"]';

async function read<Answer>(address: string): Promise<Answer> {
  return (await fetch(address)).json() as Promise<Answer>;
}

async function check(name: string, run: () => Promise<void>): Promise<void> {
  const startedMs = Date.now();
  await run();
  console.log(`passed: ${name} (${((Date.now() - startedMs) / 1_000).toFixed(1)} s)`);
}

async function showsWindows(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForFunction(() => /[1-9]\d* windows/.test(document.querySelector('#charts')?.textContent ?? ''));
}

/** A window that begins from now on is drawn. */
async function showsNewWindows(page: Page): Promise<void> {
  const now = await page.evaluate(() => new Date().toISOString().slice(11, 19));
  await page.waitForFunction(
    after => (document.querySelector('.legend b')?.textContent ?? '').slice(0, 8) > after,
    now,
    { timeout: 40_000 },
  );
}

/** Every closed window in the page's table has the API's figures, and none is missing between the first and the last. */
async function countsEqual(page: Page, address: string): Promise<void> {
  await page.selectOption('#zone', 'UTC');
  await page.selectOption('#query', 'prices');
  await page.locator('.card summary').click();
  await page.waitForSelector('.scroll tbody tr');
  const key = await page.locator('#key').inputValue();
  await page.click('#pause');
  const shown = await page
    .locator('.scroll tbody tr')
    .evaluateAll(rows => rows.map(row => [...row.children].map(cell => cell.textContent)));
  await page.click('#pause');
  const query = `key=${encodeURIComponent(key)}&limit=1000`;
  const { windows } = await read<WindowsAnswer>(`${address}/pipelines/trades/queries/prices/windows?${query}`);
  const inTable = new Set(shown.map(([start]) => start));
  const expected = windows.filter(({ window }) => inTable.has(timeOf(window.start)));
  assert.ok(shown.length >= 3, `${shown.length} windows are shown`);
  assert.deepEqual(
    shown.map(([start, , low, high, open, close]) => [start, ...[low, high, open, close].map(Number)]),
    expected.map(({ window, values }) => [
      timeOf(window.start),
      ...['minPrice', 'maxPrice', 'openPrice', 'closePrice'].map(name => values[name]),
    ]),
  );
  await page.selectOption('#pipeline', 'page-views');
  await page.waitForSelector('.top tbody tr');
  const { events } = await read<StatusAnswer>(`${address}/pipelines/page-views/status`);
  await page.waitForFunction(
    least => Number(document.querySelector('#events')?.textContent?.replaceAll(',', '')) >= least,
    events.decoded,
  );
}

const timeOf = (iso: string): string => iso.slice(11, 19);

async function isAccessible(page: Page): Promise<void> {
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  await page.evaluate(() => document.querySelectorAll('details').forEach(each => (each.open = true)));
  for (const pipeline of ['page-views', 'trades'])
    for (const width of [1440, 390])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.selectOption('#pipeline', pipeline);
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await page.waitForSelector('.top tbody tr');
        assert.deepEqual(await seriousViolations(page), [], `${pipeline}, ${width} px, ${colorScheme}`);
      }
}

async function seriousViolations(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run();
    return violations
      .filter(v => v.impact === 'serious' || v.impact === 'critical')
      .map(v => `${v.id}: ${v.nodes[0]?.html}`);
  });
}

/** Views of paths that nobody else views, of a page and of a navigation within it, go through the collector, the stream and the windows into the table. */
async function trackerReaches(page: Page, address: string): Promise<void> {
  const loaded = '/loaded-by-the-browser-test';
  const pushed = '/pushed-by-the-browser-test';
  await page.route(`${address}${loaded}`, route =>
    route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><script src="/tracker.js" data-everywhere></script>',
    }),
  );
  await page.goto(`${address}${loaded}`);
  await page.evaluate(path => history.pushState({}, '', path), pushed);
  for (const path of [loaded, pushed]) await reaches(address, path);
}

async function reaches(address: string, path: string): Promise<void> {
  const endpoint = `${address}/pipelines/page-views/queries/views_by_path/windows?limit=1&key=${encodeURIComponent(JSON.stringify([path]))}`;
  for (const giveUpMs = Date.now() + 40_000; Date.now() < giveUpMs;) {
    if ((await read<WindowsAnswer>(endpoint)).windows.length > 0) return;
    await new Promise(resolve => setTimeout(resolve, 500));
  }
  assert.fail(`no window of ${path}: ${JSON.stringify(await read<TopAnswer>(endpoint))}`);
}

async function main(): Promise<void> {
  const browser = await startChromium();
  if (!browser) return;
  const pipeline = new LocalPipeline();
  const faults: string[] = [];
  let restarting = false;
  try {
    await pipeline.start();
    const page = await browser.newPage();
    page.on('request', request => {
      const url = request.url();
      if (!url.startsWith(pipeline.address)) faults.push(`request to ${url}`);
    });
    page.on('pageerror', error => faults.push(error.message));
    page.on('console', message => {
      if (message.type() === 'error' && !restarting) faults.push(message.text());
    });
    await check('the page shows windows within 30 s', () => showsWindows(page, pipeline.address));
    await check("the page's figures are the API's", () => countsEqual(page, pipeline.address));
    await check('axe finds no serious violation', () => isAccessible(page));
    await check('the page goes on with a server that was killed and started again', async () => {
      restarting = true;
      await pipeline.kill();
      await page.waitForSelector('#connection[data-state="lost"]');
      await pipeline.start();
      await page.waitForSelector(LIVE);
      restarting = false;
      await showsNewWindows(page);
    });
    await check('open and revised windows are marked', () => marksWhatMayChange(browser));
    await check('where no connection is held, the page polls with the last id', () => pollsWhereNothingIsHeld(browser));
    await check('at most four redraws a second', () => drawsNoMoreThanItMay(browser));
    await check('three hours of 500 keys take the memory of one', () => holdsItsMemory(browser));
    await check('ten thousand candles are moved', () => pansThousandsOfCandles(browser));
    await check("a stranger's numbers are those of a batch", () => showsAStrangersNumbers(browser));
    await check("the built-in dashboards' numbers are the API's and those of a batch", () =>
      showsBuiltInNumbers(browser),
    );
    const visitor = await browser.newPage();
    await check('the tracker reaches the results table', () => trackerReaches(visitor, pipeline.address));
    assert.deepEqual(faults, [], 'no console error, and no request leaves the machine');
  } finally {
    await browser.close();
    await pipeline.remove();
  }
}

main().catch((error: Error) => {
  console.error(`failed: ${error.message}`);
  process.exitCode = 1;
});
