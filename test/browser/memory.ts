/// <reference lib="dom" />
import { strict as assert } from 'node:assert';
import { buildSync } from 'esbuild';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Store } from '../../page/store';

/** What a second hour may add, bytes. */
const GROWTH_BYTES_MAX = 5_000_000;

/** The page's store, fed with an hour of 500 keys and then two more, is no larger than after the first. */
export async function holdsItsMemory(browser: Browser): Promise<void> {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, '..', '..', 'page', 'store.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'fed',
    tsconfigRaw: {},
  });
  const page = await browser.newPage();
  await page.evaluate(`${outputFiles[0]!.text}; globalThis.store = new fed.Store([{ name: 'q', groupBy: ['k'],
    window: { kind: 'grid', sizeMs: 10000, slideMs: 5000 }, values: [{ name: 'v', aggregate: 'avg' }], emit: 'onClose' }])`);
  const session = await page.context().newCDPSession(page);
  const usedAfterHour = async (hour: number): Promise<number> => {
    await page.evaluate(feedHour, hour);
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const first = await usedAfterHour(0);
  await usedAfterHour(1);
  const third = await usedAfterHour(2);
  await page.close();
  console.log(`  ${Math.round(first / 1e6)} MB after one hour of 500 keys, ${Math.round(third / 1e6)} MB after three`);
  assert.ok(third - first < GROWTH_BYTES_MAX, `the store grew by ${third - first} bytes`);
}

function feedHour(hour: number): void {
  const { store } = globalThis as unknown as { store: Store };
  for (let i = 0; i < 721; i++) {
    const start = new Date(hour * 3_600_000 + i * 5_000).toISOString();
    for (let key = 0; key < 500; key++)
      store.put({
        id: '',
        pipeline: 'p',
        query: 'q',
        key: { k: `key ${key}` },
        window: { start, end: start },
        revision: 0,
        final: true,
        values: { v: i + key / 500 },
        watermark: null,
      });
  }
}
