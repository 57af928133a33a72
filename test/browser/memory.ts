import { strict as assert } from 'node:assert';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { feedMinute, openFedPage, START_MS } from './fed-page';

/** What two more hours may add, bytes and nodes. */
const GROWTH_BYTES_MAX = 5_000_000;
const GROWTH_NODES_MAX = 500;

const MINUTE_MS = 60_000;

/** The page, fed with an hour of 500 keys and then two more while it draws, is no larger than after the first. */
export async function holdsItsMemory(browser: Browser): Promise<void> {
  const page = await openFedPage(browser);
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

async function afterHour(page: Page, session: CDPSession, hour: number): Promise<Use> {
  for (let minute = 0; minute < 60; minute++) {
    await feedMinute(page, START_MS + (hour * 60 + minute) * MINUTE_MS, 500);
    await page.clock.runFor(MINUTE_MS);
  }
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  return { bytes: usedSize, nodes };
}
