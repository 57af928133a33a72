/// <reference lib="dom" />
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const WAIT_MS = 20_000;

/** A headline: name, number and change. */
export type Headline = readonly [name: string, figure: string];

/** Reads again until it is what it should be, or says what it is. */
export async function becomes<Shown>(
  page: Page,
  read: () => Promise<Shown>,
  expected: Shown,
  what: string,
): Promise<void> {
  const text = JSON.stringify(expected);
  for (const giveUpMs = Date.now() + WAIT_MS; Date.now() < giveUpMs; await page.waitForTimeout(50))
    if (JSON.stringify(await read()) === text) return;
  assert.deepEqual(await read(), expected, what);
}

export const headlines = (page: Page): Promise<Headline[]> =>
  page.locator('.headline').evaluateAll(cards =>
    cards.map(card => {
      const figure = [...card.querySelectorAll('dd > *')].map(part => part.textContent);
      return [card.querySelector('dt')!.textContent, figure.join(' ')] as const;
    }),
  );

/** The tables beside the charts by their titles: names and numbers. */
export const tables = (page: Page): Promise<Record<string, string[][]>> =>
  page.locator('#tops .top').evaluateAll(cards =>
    Object.fromEntries(
      cards.map(card => {
        const rows = [...card.querySelectorAll('tbody tr')];
        return [
          card.querySelector('h2')!.firstChild!.textContent!,
          rows.map(row => [...row.children].slice(0, 2).map(cell => cell.textContent)),
        ];
      }),
    ),
  );

/** The windows of all charts, newest first: start, and the numbers by their names. */
export const chartRows = (page: Page): Promise<{ start: string; values: Record<string, string> }[][]> =>
  page.locator('#charts .scroll table').evaluateAll(shown =>
    shown.map(table => {
      const names = [...table.querySelectorAll('thead th')].map(cell => cell.textContent).slice(1, -1);
      return [...table.querySelectorAll('tbody tr')].map(row => {
        const cells = [...row.children].map(cell => cell.textContent);
        return { start: cells[0]!, values: Object.fromEntries(names.map((name, i) => [name, cells[i + 1]!])) };
      });
    }),
  );

/** The lines of a CSV file, by the name of its button. */
export async function saved(page: Page, name: string): Promise<readonly string[]> {
  const button = page.getByRole('button', { name: `${name} as CSV`, exact: true });
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n');
}
