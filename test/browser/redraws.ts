/// <reference lib="dom" />
import { strict as assert } from 'node:assert';
import type { Browser } from 'playwright-core';
import { feedMinute, openFedPage, START_MS } from './fed-page';

/** While windows come twenty times a second: at most four redraws a second, far fewer for those who want calm, none when paused. */
export async function drawsNoMoreThanItMay(browser: Browser): Promise<void> {
  const { drawn, seconds } = await drawsInTenSeconds(browser);
  assert.ok(drawn >= 20 && drawn <= 4 * seconds + 1, `${drawn} redraws in ${seconds} seconds`);
  const { drawn: calm } = await drawsInTenSeconds(browser, { reducedMotion: 'reduce' });
  assert.ok(calm >= 1 && 5 * calm <= drawn, `${calm} redraws in ten seconds with reduced motion, ${drawn} without`);
  const { drawn: paused } = await drawsInTenSeconds(browser, { isPaused: true });
  assert.equal(paused, 0, 'redraws while paused');
  console.log(`  ${drawn} redraws in ten seconds, ${calm} with reduced motion`);
}

interface Reader {
  readonly reducedMotion?: 'reduce' | 'no-preference';
  readonly isPaused?: boolean;
}

async function drawsInTenSeconds(
  browser: Browser,
  { reducedMotion = 'no-preference', isPaused = false }: Reader = {},
): Promise<{ readonly drawn: number; readonly seconds: number }> {
  const page = await openFedPage(browser, { reducedMotion });
  await feedMinute(page, START_MS, 1);
  await page.clock.runFor(1_000);
  if (isPaused) await page.click('#pause');
  await page.clock.runFor(1_000);
  await page.evaluate(() => {
    const { prototype } = CanvasRenderingContext2D;
    const { clearRect } = prototype;
    const counted = globalThis as unknown as { draws: number };
    counted.draws = 0;
    prototype.clearRect = function (...area) {
      counted.draws++;
      return clearRect.apply(this, area);
    };
  });
  const startedMs = await page.evaluate(() => Date.now());
  for (let i = 1; i <= 200; i++) {
    await feedMinute(page, START_MS + i * 5_000, 1);
    await page.clock.runFor(50);
  }
  const drawn = await page.evaluate(() => (globalThis as unknown as { draws: number }).draws);
  // The page's clock goes on while the test computes.
  const seconds = ((await page.evaluate(() => Date.now())) - startedMs) / 1_000;
  await page.close();
  return { drawn, seconds };
}
