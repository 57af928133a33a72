import { strict as assert } from 'node:assert';
import type { Page } from 'playwright-core';
import { apiBecomes } from './api';
import { ranking, type Row } from './batch';
import { expectedHeadlines, type Kind, type Span, tableOf, within } from './expected';
import { formatKey, formatNumber } from '../../../page/format';
import { becomes, headlines, saved, tables } from './shown';
import { END_MS, PATHS_BY_MINUTE, VIEW_ROWS } from './views-batch';

const DAY: Span = { fromMs: END_MS - 86_400_000, toMs: END_MS };
const OF_VIEWS = { views: 'sum', visitors: 'newest' } as const;
const OF_VISITS: Readonly<Record<string, Kind>> = {
  visits: 'sum',
  bounces: 'sum',
  bounce_rate: ['bounces', 'visits'],
  pages: 'sum',
  pages_per_visit: ['pages', 'visits'],
  duration: 'sum',
  mean_duration: ['duration', 'visits'],
  conversions: 'sum',
  conversion_rate: ['conversions', 'visits'],
};

/** What is headed of each query, of all keys together. */
const HEADED: Readonly<Record<keyof typeof VIEW_ROWS, Readonly<Record<string, Kind>>>> = {
  views_by_path: { views: 'newest' },
  traffic: OF_VIEWS,
  views_by_source: { views: 'sum' },
  views_by_browser: { views: 'sum' },
  live_visitors: { views: 'newest', visitors: 'newest' },
  visits: { pages: 'sum' },
  visits_by_hour: OF_VISITS,
  visits_by_source: OF_VISITS,
  funnel: { visits: 'sum', carts: 'sum', conversions: 'sum', conversion_rate: ['conversions', 'visits'] },
  visitors: { visits: 'sum' },
  returning: { visitors: 'sum', new_visitors: 'sum', returning_visitors: 'sum', visits: 'sum' },
};
/** The keys of queries that have a table for each. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  views_by_path: ['path'],
  views_by_source: ['utm_source', 'utm_medium', 'utm_campaign'],
  views_by_browser: ['browser'],
  visits: ['anonymous_user_id'],
  visits_by_source: ['channel', 'source', 'campaign', 'entry_page', 'exit_page', 'device', 'browser', 'country'],
  visitors: ['anonymous_user_id'],
};

/** The dashboard of page-views: what it shows of each query is what the API has, and what a batch of the views comes to. */
export async function viewsAreThoseOfABatch(page: Page, address: string): Promise<void> {
  const queries = Object.entries(VIEW_ROWS).reverse();
  for (const [query, rows] of queries)
    await apiBecomes(`${address}/pipelines/page-views`, query, rows, { endMs: END_MS });
  for (const [query, rows] of queries) {
    await page.goto(addressOf(address, query));
    await showsDay(page, query, rows);
  }
  await showsWhatCameMost(page, address);
  await drillsDown(page, address);
}

const addressOf = (address: string, query: string, key = ''): string =>
  `${address}/?pipeline=page-views&query=${query}${key && `&key=${encodeURIComponent(key)}`}&span=1440&to=${new Date(END_MS).toISOString()}&zone=UTC`;

/** Windows that overlap do not add up: of them the newest are shown. */
const isOverlapping = (query: string): boolean => query === 'views_by_path' || query === 'live_visitors';

/** What a reader has chosen of some of a query's keys, by their names. */
type Chosen = Readonly<Record<string, string>>;

/** The headlines and the tables of a query, of what is chosen of its keys. */
async function showsDay(page: Page, query: string, all: readonly Row[], chosen: Chosen = {}): Promise<void> {
  const keys = KEYS[query] ?? [];
  const headed = HEADED[query as keyof typeof HEADED];
  const past = all.filter(({ startMs }) => startMs < END_MS);
  const isChosen = ({ key }: Row, but?: string): boolean =>
    keys.every((name, i) => name === but || !(name in chosen) || chosen[name] === key[i]);
  const figures = expectedHeadlines(
    past.filter(row => isChosen(row)),
    headed,
    DAY,
  );
  await becomes(page, () => headlines(page), figures, `headlines of ${query}`);
  const span = isOverlapping(query) ? { fromMs: past.at(-1)!.startMs, toMs: END_MS } : DAY;
  const shown = keys.map((name, at) =>
    tableOf(
      within(past, span).filter(row => isChosen(row, name)),
      at,
      Object.keys(headed)[0]!,
    ),
  );
  await becomes(
    page,
    () => tables(page),
    Object.fromEntries(keys.map((name, i) => [name, shown[i]!])),
    `tables of ${query}`,
  );
}

/** The tables of other queries: of the newest closed windows, which are those of the last view too once nothing has come for a while. */
async function showsWhatCameMost(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/?pipeline=page-views&query=traffic&zone=UTC`);
  const until = (endMs: number) =>
    (['views_by_path', 'topPaths', 'views_by_source', 'views_by_browser', 'visits_by_source'] as const).map(title => [
      title,
      newestOf(title === 'topPaths' ? PATHS_BY_MINUTE : VIEW_ROWS[title], endMs),
    ]);
  const right = [END_MS, Infinity].map(endMs => JSON.stringify(Object.fromEntries(until(endMs))));
  const read = async (): Promise<string> => {
    const shown = JSON.stringify(await tables(page));
    return right.includes(shown) ? right[0]! : shown;
  };
  await becomes(page, read, right[0]!, 'what came most');
}

/** The keys of the newest window that starts before a time, the most frequent first. */
function newestOf(rows: readonly Row[], endMs: number): string[][] {
  const newestMs = Math.max(...rows.map(({ startMs }) => startMs).filter(startMs => startMs < endMs));
  const counted = rows
    .filter(({ startMs }) => startMs === newestMs)
    .map(({ key, values }) => [JSON.stringify(key), Object.values(values)[0] as number] as const);
  return counted
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([key, count]) => [formatKey(key), formatNumber(count)])
    .slice(0, 8);
}

/** Email, and of that what came to desktops: it is saved, and comes back by its address. */
async function drillsDown(page: Page, address: string): Promise<void> {
  const rows = VIEW_ROWS.visits_by_source;
  await page.goto(addressOf(address, 'visits_by_source'));
  await page.getByRole('button', { name: 'email', exact: true }).click();
  await showsDay(page, 'visits_by_source', rows, { channel: 'email' });
  await page.getByRole('button', { name: 'desktop', exact: true }).click();
  const chosen = { channel: 'email', device: 'desktop' };
  await showsDay(page, 'visits_by_source', rows, chosen);
  const day = within(rows, DAY).filter(({ key }) => key[0] === 'email' && key[5] === 'desktop');
  const lines = ranking(day, 3, 'visits').map(([path, visits]) => `${String(path)},${visits}`);
  assert.deepEqual(await saved(page, 'visits_by_source by entry_page'), ['entry_page,visits', ...lines]);
  await page.waitForURL(/key=%5B%22email%22%2C%5B%5D%2C%5B%5D%2C%5B%5D%2C%5B%5D%2C%22desktop%22/);
  const link = page.url();
  await page.goto('about:blank');
  await page.goto(link);
  await showsDay(page, 'visits_by_source', rows, chosen);
}
