/// <reference lib="dom" />
import { strict as assert } from 'node:assert';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { formatNumber, formatShare } from '../../page/format';
import { exampleOfDocs, showsItsDashboard, withoutDashboard } from './dashboard';
import { figureText } from './figures';
import { LocalPipeline } from './local-pipeline';

interface Order {
  readonly minute: number;
  readonly country: string;
  readonly channel: string;
  readonly cents: number;
  readonly returned: number;
}

const START_MS = Date.UTC(2026, 0, 1);
const MINUTES = 120;
const COUNTRIES = ['AU', 'CH', 'IN', '=1+1'];
const CHANNELS = ['shop', 'phone'];

/** Three orders a minute; which ones follows from their number alone. */
const ORDERS: readonly Order[] = Array.from({ length: 3 * MINUTES }, (_, n) => ({
  minute: Math.floor(n / 3),
  country: COUNTRIES[(n * 7 + (n >> 3)) % COUNTRIES.length]!,
  channel: CHANNELS[(n * n) % 5 < 2 ? 0 : 1]!,
  cents: 100 + ((n * 37) % 900),
  returned: n % 11 === 0 ? 1 : 0,
}));

/** A definition that the page has never heard of: its numbers are those of a batch computation, whatever is chosen. */
export async function showsAStrangersNumbers(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-orders-'));
  const input = join(folder, 'orders.ndjson');
  const lines = ORDERS.map(({ minute, ...order }) => ({ ...order, at: new Date(START_MS + minute * 60_000) }));
  writeFileSync(input, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
  const definition = join(folder, 'orders.ts');
  copyFileSync(join(__dirname, 'orders.ts'), definition);
  writeFileSync(join(folder, 'orders.dashboard.json'), exampleOfDocs());
  const pipeline = new LocalPipeline(['--pipeline', definition, '--input', input, '--shards', '1']);
  const page = await browser.newPage({ acceptDownloads: true });
  try {
    await pipeline.start();
    await showsItsDashboard(page, pipeline.address, ORDERS);
    await withoutDashboard(page);
    await page.goto(`${pipeline.address}/?query=sales&span=60&zone=UTC`);
    await headlinesBecome(page, ORDERS);
    await drillsDown(page);
    await comesBackByItsAddress(page);
    await movesThroughTime(page);
    await comparesKeys(page);
    await fitsAPhone(page);
  } finally {
    await page.close();
    await pipeline.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

const within = (orders: readonly Order[], from: number, to: number): readonly Order[] =>
  orders.filter(({ minute }) => minute >= from && minute < to);
const total = (orders: readonly Order[], value: 'cents' | 'returned'): number =>
  orders.reduce((sum, order) => sum + order[value], 0);

/** The numbers of an hour beside the hour before, as the page writes them. */
function headlinesOf(orders: readonly Order[], endMinute = MINUTES): readonly string[] {
  const [now, before] = [60, 120].map(ago => within(orders, endMinute - ago, endMinute - ago + 60));
  const numbers = (of: readonly Order[]) => [
    of.length,
    total(of, 'cents'),
    total(of, 'returned'),
    total(of, 'returned') / of.length,
    total(of, 'cents') / of.length,
  ];
  const earlier = numbers(before!);
  return numbers(now!).map((value, i) => {
    return figureText(value, earlier[i]!, i === 3 ? formatShare : formatNumber);
  });
}

async function headlinesBecome(page: Page, orders: readonly Order[], endMinute?: number): Promise<void> {
  const expected = headlinesOf(orders, endMinute);
  const read = (): Promise<string[]> =>
    page
      .locator('.headline')
      .evaluateAll(cards =>
        cards.slice(0, 5).map(card => [...card.querySelectorAll('dd > *')].map(part => part.textContent).join(' ')),
      );
  for (const giveUpMs = Date.now() + 20_000; Date.now() < giveUpMs; await page.waitForTimeout(250))
    if (JSON.stringify(await read()) === JSON.stringify(expected)) return;
  assert.deepEqual(await read(), expected);
}

/** Each value that is chosen narrows the numbers and the other table; what is saved is what is seen. */
async function drillsDown(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'CH', exact: true }).click();
  const swiss = ORDERS.filter(({ country }) => country === 'CH');
  await headlinesBecome(page, swiss);
  const channels = await rowsOf(page, 1);
  const hour = within(swiss, MINUTES - 60, MINUTES);
  const expected = CHANNELS.map(channel => [channel, hour.filter(order => order.channel === channel).length] as const)
    .filter(([, orders]) => orders > 0)
    .sort((a, b) => b[1] - a[1]);
  assert.deepEqual(
    channels,
    expected.map(([channel, orders]) => [channel, String(orders)]),
  );
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'sales by country as CSV' }).click(),
  ]);
  const saved = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n')
    .slice(1)
    .sort();
  const all = within(ORDERS, MINUTES - 60, MINUTES);
  const inAll = (country: string): number => all.filter(order => order.country === country).length;
  assert.deepEqual(saved, COUNTRIES.map(country => `${country.replace('=', "'=")},${inAll(country)}`).sort());
}

async function rowsOf(page: Page, table: number): Promise<(string | null)[][]> {
  const rows = page.locator('#tops .top').nth(table).locator('tbody tr');
  return rows.evaluateAll(all => all.map(row => [...row.children].slice(0, 2).map(cell => cell.textContent)));
}

async function comesBackByItsAddress(page: Page): Promise<void> {
  await page.waitForURL(/query=sales&key=%5B%22CH%22%2C%5B%5D%5D&span=60&zone=UTC$/);
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await headlinesBecome(
    page,
    ORDERS.filter(({ country }) => country === 'CH'),
  );
  await page.locator('.pick[aria-pressed="true"]').click();
  await headlinesBecome(page, ORDERS);
  await page.waitForURL(url => !url.search.includes('CH'));
  await page.goBack();
  await headlinesBecome(
    page,
    ORDERS.filter(({ country }) => country === 'CH'),
  );
  await page.goForward();
  await headlinesBecome(page, ORDERS);
}

/** By keys: a quarter of the span back, and shorter spans; then back to the newest. */
async function movesThroughTime(page: Page): Promise<void> {
  await page.locator('.plot').first().focus();
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => /[?&]to=2026-01-01T01%3A45/.test(location.search));
  assert.ok(await page.locator('#past').isVisible());
  await page.locator('.plot').first().focus();
  await page.keyboard.press('+');
  await page.waitForFunction(() => document.querySelector('.card-head span')?.textContent === '15 windows');
  await page.locator('.plot').first().focus();
  await page.keyboard.press('-');
  await page.keyboard.press('End');
  await page.waitForFunction(() => !location.search.includes('to='));
  await headlinesBecome(page, ORDERS);
}

/** A chart beside the others, with a window wherever one of the two keys has one. */
async function comparesKeys(page: Page): Promise<void> {
  const [one, other] = ['AU', 'IN'].map(country => ORDERS.findLast(order => order.country === country)!);
  const keyOf = ({ country, channel }: Order): string => JSON.stringify([country, channel]);
  const nameOf = ({ country, channel }: Order): string => `${country} / ${channel}`;
  await page.selectOption('#key', keyOf(one!));
  await page.selectOption('#compare', keyOf(other!));
  const both = new Set([keyOf(one!), keyOf(other!)]);
  const orders = within(ORDERS, MINUTES - 60, MINUTES).filter(order => both.has(keyOf(order)));
  const windows = new Set(orders.map(({ minute }) => minute)).size;
  const card = page.locator('.card', { hasText: `orders of ${nameOf(one!)}, ${nameOf(other!)}` });
  await card.getByText(`${windows} windows`, { exact: true }).waitFor();
  await page.getByRole('button', { name: `Do not compare with ${nameOf(other!)}` }).click();
  await card.waitFor({ state: 'detached' });
  await page.selectOption('#key', '[[],[]]');
}

async function fitsAPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForTimeout(500);
  const beyondPx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(beyondPx <= 0, `the page is ${beyondPx} px wider than a phone`);
}
