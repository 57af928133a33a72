/// <reference lib="dom" />
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { PipelinesAnswer } from '../../api/contract';
import { formatNumber } from '../../page/format';
import { becomes, headlines, tables } from './built-in/shown';
import { figureText } from './figures';

interface Order {
  readonly minute: number;
  readonly country: string;
  readonly channel: string;
  readonly cents: number;
}

const DOCS = join(__dirname, '..', '..', 'docs', 'how-to', 'live-page.md');

/** The dashboard that the docs have as an example. */
export const exampleOfDocs = (): string => /```json\n(.*?)```/s.exec(readFileSync(DOCS, 'utf8'))![1]!;

/** What the file beside a definition says is what the page shows, where nobody has chosen anything: the first hour beside the second. */
export async function showsItsDashboard(page: Page, address: string, orders: readonly Order[]): Promise<void> {
  await page.goto(`${address}/?zone=UTC`);
  await becomes(page, () => headlines(page), expected(orders), 'headlines of the dashboard');
  assert.equal(await page.locator('h1').textContent(), 'Orders of the shop');
  assert.equal(await page.title(), 'Orders of the shop · Tidemark');
  const options = (id: string): Promise<string[]> => page.locator(`${id} option`).allTextContents();
  assert.deepEqual(await options('#query'), ['sales', 'quarters']);
  const chosen = async (id: string): Promise<string> => page.locator(id).inputValue();
  assert.deepEqual(
    [await chosen('#query'), await chosen('#key'), await chosen('#span')],
    ['sales', '["AU","shop"]', '60'],
  );
  const titles = await page.locator('#charts h2').evaluateAll(all => all.map(each => each.firstChild?.textContent));
  assert.deepEqual(titles, ['basket, highest · sales · AU / shop', 'orders · sales · AU / shop']);
  assert.equal(await page.locator('#charts .plot').count(), 1, 'the second chart is a table');
  assert.equal(await page.locator('#charts .legend .toggle').count(), 2);
  assert.ok((await page.locator('#charts .card').nth(1).locator('tbody tr').count()) > 3);
  assert.deepEqual(Object.keys(await tables(page)), ['country', 'channel']);
  await page.selectOption('#query', 'quarters');
  await page.locator('#charts h2', { hasText: 'quarters' }).waitFor();
  await becomes(
    page,
    async () => (await headlines(page)).map(([name]) => name),
    ['revenue · sales', 'orders'],
    'headlines of quarters',
  );
}

/** Of one key the revenue, and all orders: of the second hour beside the first. */
function expected(orders: readonly Order[]) {
  const [before, now] = [0, 60].map(from => orders.filter(({ minute }) => minute >= from && minute < from + 60));
  const revenue = (of: readonly Order[]): number =>
    of
      .filter(({ country, channel }) => country === 'AU' && channel === 'shop')
      .reduce((sum, { cents }) => sum + cents, 0);
  return [
    ['revenue', figureText(revenue(now!), revenue(before!), formatNumber)],
    ['orders · quarters', figureText(now!.length, before!.length, formatNumber)],
  ] as [string, string][];
}

/** From here on the page is told of no dashboard. */
export async function withoutDashboard(page: Page): Promise<void> {
  await page.route('**/pipelines', async route => {
    const answer = await route.fetch();
    const { pipelines } = (await answer.json()) as PipelinesAnswer;
    await route.fulfill({ json: { pipelines: pipelines.map(({ name, queries }) => ({ name, queries })) } });
  });
}
