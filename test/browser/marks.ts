/// <reference lib="dom" />
import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { LocalPipeline } from './local-pipeline';

const WINDOW_S = 10;

/** A window is seen open, then closed, then revised by a late event: in the chart, its legend and its table. */
export async function marksWhatMayChange(browser: Browser, picture?: string): Promise<void> {
  const pipeline = new LocalPipeline(['--pipeline', join(__dirname, 'visits.ts'), '--shards', '1']);
  const page = await browser.newPage();
  try {
    await pipeline.start();
    await page.goto(pipeline.address);
    const startS = Math.floor(Date.now() / 1_000 / WINDOW_S) * WINDOW_S - 6 * WINDOW_S;
    await view(pipeline, startS + 1);
    await page.waitForSelector('.plot canvas');
    await page.locator('.card summary').click();
    assert.deepEqual(await statesOf(page, 1), ['open']);
    assert.ok((await pixelsOf(page, '--warn')) > 20, 'a ring is drawn around an open window');
    assert.ok(await page.getByText('open window', { exact: true }).isVisible());

    await view(pipeline, startS + WINDOW_S + 1);
    assert.deepEqual(await statesOf(page, 2), ['open', 'closed']);
    assert.equal(await pixelsOf(page, '--bad'), 0, 'a window that only closed has no diamond');

    await view(pipeline, startS + 2);
    await page.waitForFunction(() => document.querySelector('.scroll tbody')?.textContent?.includes('revised'));
    assert.deepEqual(await statesOf(page, 2), ['open', 'revised']);
    assert.ok((await pixelsOf(page, '--bad')) > 20, 'a diamond is drawn around a revised window');
    assert.match((await page.locator('.card-head').textContent()) ?? '', /2 windows, 1 open, 1 revised/);
    if (picture) await page.screenshot({ path: picture, fullPage: true });
  } finally {
    await page.close();
    await pipeline.remove();
  }
}

/** Sends a view of a time, Unix seconds. */
async function view({ address }: LocalPipeline, time: number): Promise<void> {
  const body = JSON.stringify({ url: 'https://example.com/', time });
  const { status } = await fetch(`${address}/collect`, { method: 'POST', body });
  assert.equal(status, 202);
}

/** The last column of the table, newest window first, once it has so many rows. */
async function statesOf(page: Page, rows: number): Promise<(string | null)[]> {
  await page.waitForFunction(wanted => document.querySelectorAll('.scroll tbody tr').length === wanted, rows);
  // A window that is reported as open closes with the epoch that opens the next.
  await page.waitForTimeout(1_500);
  return page.locator('.scroll tbody td:last-child').allTextContents();
}

/** Pixels of the chart that have a colour of the style sheet. */
function pixelsOf(page: Page, colour: string): Promise<number> {
  return page.evaluate(name => {
    const canvas = document.querySelector('canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const [red, green, blue] = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
    let pixels = 0;
    for (let i = 0; i < data.length; i += 4)
      if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) pixels++;
    return pixels;
  }, colour);
}
