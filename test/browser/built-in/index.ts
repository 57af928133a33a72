import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { LocalPipeline } from '../local-pipeline';
import { tradesAreThoseOfABatch } from './check-trades';
import { viewsAreThoseOfABatch } from './check-views';
import { tradeOf, TRADES } from './trades-batch';
import { eventOf, VIEWS } from './views-batch';

/** Both built-in dashboards, fed with events that the test knows. */
export async function showsBuiltInNumbers(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-built-in-'));
  const fed = (name: string, events: readonly unknown[]): LocalPipeline => {
    const input = join(folder, `${name}.ndjson`);
    writeFileSync(input, events.map(event => `${JSON.stringify(event)}\n`).join(''));
    return new LocalPipeline(['--pipeline', name, '--input', input, '--shards', '1']);
  };
  const [trades, views] = [fed('trades', TRADES.map(tradeOf)), fed('page-views', VIEWS.map(eventOf))];
  const page = await browser.newPage({ acceptDownloads: true });
  try {
    await Promise.all([trades.start(), views.start()]);
    await tradesAreThoseOfABatch(page, trades.address);
    await viewsAreThoseOfABatch(page, views.address);
  } finally {
    await page.close();
    await Promise.all([trades.remove(), views.remove()]);
    rmSync(folder, { recursive: true, force: true });
  }
}
