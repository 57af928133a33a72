import { strict as assert } from 'node:assert';
import type { Page } from 'playwright-core';
import { apiBecomes } from './api';
import { type Row } from './batch';
import { expectedHeadlines, expectedRows, type Kind, type Span, tableOf, within } from './expected';
import { becomes, chartRows, headlines, saved, tables } from './shown';
import { END_MS, TRADE_ROWS } from './trades-batch';

const HOUR: Span = { fromMs: END_MS - 3_600_000, toMs: END_MS };
const STEP_MS = 15 * 60_000;
const SYMBOL = 'BHP';
const VOLUMES = { volume: 'sum', vwap: 'newest', trades: 'sum' } as const;
const CANDLES = { open: 'newest', high: 'newest', low: 'newest', close: 'newest', ...VOLUMES } as const;

interface Shown {
  /** What is headed of one symbol, and of all together. */
  readonly headed: Readonly<Record<string, Kind>>;
  readonly together: Readonly<Record<string, Kind>>;
  /** The numbers in the charts' tables, and those of the query beside it. */
  readonly charted: readonly (readonly [query: keyof typeof TRADE_ROWS, ...values: string[]])[];
}

const BARS = ['open', 'high', 'low', 'close', 'volume', 'vwap'];
const candles = (query: keyof typeof TRADE_ROWS): Shown => ({
  headed: CANDLES,
  together: { volume: 'sum', trades: 'sum' },
  charted: [[query, ...BARS]],
});
const QUOTES = ['avgPrice', 'minPrice', 'maxPrice', 'openPrice', 'closePrice'];

const SHOWN: Readonly<Record<keyof typeof TRADE_ROWS, Shown>> = {
  prices: {
    headed: Object.fromEntries([...QUOTES.slice(0, 3), 'count', ...QUOTES.slice(3)].map(name => [name, 'newest'])),
    together: { count: 'newest' },
    charted: [['prices', ...QUOTES]],
  },
  trend: {
    headed: { price: 'newest' },
    together: {},
    charted: [
      ['trend', 'price', 'sma12', 'ema12', 'lower', 'upper'],
      ['prices', ...QUOTES],
    ],
  },
  candles_1s: candles('candles_1s'),
  candles_1m: candles('candles_1m'),
  candles_1h: candles('candles_1h'),
  indicators: {
    headed: {},
    together: {},
    charted: [
      ['indicators', 'sma20', 'ema20', 'lower', 'upper'],
      ['indicators', 'rsi14'],
      ['indicators', 'macd', 'signal', 'histogram'],
      ['indicators', 'atr14'],
      ['candles_1m', ...BARS],
    ],
  },
  volume_today: {
    headed: { volume: 'newest', vwap: 'newest', trades: 'newest' },
    together: { volume: 'newest', trades: 'newest' },
    charted: [['volume_today', 'volume', 'vwap', 'trades']],
  },
};

/** The dashboard of trades: what it shows of each query is what the API has, and what a batch of the trades comes to. */
export async function tradesAreThoseOfABatch(page: Page, address: string): Promise<void> {
  const queries = Object.entries(TRADE_ROWS) as [keyof typeof TRADE_ROWS, readonly Row[]][];
  for (const [query, rows] of [...queries].reverse())
    await apiBecomes(`${address}/pipelines/trades`, query, rows, {
      endMs: END_MS,
      ...(query === 'volume_today' && { growsByMs: STEP_MS }),
    });
  for (const [query] of queries) await showsSymbol(page, address, query);
  for (const [query] of queries) await showsAll(page, address, query);
}

const addressOf = (address: string, query: string, key: string): string =>
  `${address}/?pipeline=trades&query=${query}&key=${encodeURIComponent(key)}&span=60&to=${new Date(END_MS).toISOString()}&zone=UTC`;

/** Of one symbol the headlines, and every number that the charts' tables have. */
async function showsSymbol(page: Page, address: string, query: keyof typeof TRADE_ROWS): Promise<void> {
  const { headed, charted } = SHOWN[query];
  const rows = TRADE_ROWS[query].filter(({ key, startMs }) => key[0] === SYMBOL && startMs < END_MS);
  await page.goto(addressOf(address, query, `["${SYMBOL}"]`));
  await becomes(page, () => headlines(page), expectedHeadlines(rows, headed, HOUR), `headlines of ${query}`);
  await becomes(page, () => page.locator('#charts summary').count(), charted.length, `charts of ${query}`);
  for (const summary of await page.locator('#charts summary').all()) await summary.click();
  const expected = charted.map(([name, ...values]) => rowsOf(name, values));
  await becomes(page, () => chartRows(page), expected, `windows of ${query}`);
}

const rowsOf = (query: keyof typeof TRADE_ROWS, names: readonly string[]) =>
  expectedRows(
    TRADE_ROWS[query].filter(({ key }) => key[0] === SYMBOL),
    HOUR,
    names,
    time => (query === 'candles_1h' ? `1 Jan ${time.slice(0, 5)}` : query === 'volume_today' ? untilOf(time) : time),
  );

/** Of a window that grows, when its last step ends. */
const untilOf = (time: string): string =>
  `until ${new Date(Date.parse(`2026-01-01T${time}Z`) + STEP_MS).toISOString().slice(11, 19)}`;

/** What adds up of all symbols, and which has how much of it. */
async function showsAll(page: Page, address: string, query: keyof typeof TRADE_ROWS): Promise<void> {
  const { together } = SHOWN[query];
  const measure = Object.keys(together)[0];
  if (measure === undefined) return;
  const rows = TRADE_ROWS[query].filter(({ startMs }) => startMs < END_MS);
  const span = together[measure] === 'newest' ? { ...HOUR, fromMs: rows.at(-1)!.startMs } : HOUR;
  await page.goto(addressOf(address, query, '[[]]'));
  await becomes(page, () => headlines(page), expectedHeadlines(rows, together, HOUR), `headlines of ${query}, all`);
  const stocks = tableOf(within(rows, span), 0, measure);
  await becomes(page, () => tables(page), { stockName: stocks }, `tables of ${query}`);
  if (query === 'candles_1m') await isSaved(page, rows);
}

async function isSaved(page: Page, rows: readonly Row[]): Promise<void> {
  const hour = within(rows, HOUR);
  const minutes = [...new Set(hour.map(({ startMs }) => startMs))];
  const lines = minutes.map(startMs => {
    const both = hour.filter(row => row.startMs === startMs);
    const [volume, trades] = ['volume', 'trades'].map(name =>
      both.reduce((sum, { values }) => sum + (values as Record<string, number>)[name]!, 0),
    );
    return `${new Date(startMs).toISOString()},${volume},${trades},closed`;
  });
  await page.locator('#charts summary').first().click();
  assert.deepEqual(await saved(page, 'candles_1m · all'), ['window_start,volume,trades,state', ...lines]);
}
