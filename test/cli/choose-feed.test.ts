import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFits, chooseFeed, type FeedSettings } from '../../cli/feed/choose-feed';
import { isUserError } from '../../cli/user-error';
import { definePipeline, epochMillis, number, string, sum, table, tumbling } from '../../engine/index';
import { feeds } from '../../feeds/index';
import pageViews from '../../pipelines/page-views';
import trades from '../../pipelines/trades';
import wikimedia from '../../pipelines/wikimedia';
import { folder } from './support/tidemark';

const dir = folder();
const SECRET = 'sesame-opens-7431';
const KEYS = feeds.flatMap(({ keys }) => keys);

beforeEach(() => KEYS.forEach(key => (process.env[key] = SECRET)));
afterAll(() => KEYS.forEach(key => delete process.env[key]));

const settings = (given: Partial<FeedSettings> = {}): FeedSettings => ({ symbols: ['A'], rename: {}, ...given });

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(isUserError(error)).toBe(true);
    return (error as Error).message;
  }
  return 'no error';
}

test.each([
  ['binnance', {}, 'no feed is called binnance; did you mean binance?'],
  ['x', {}, 'no feed is called x; there are alpaca, binance, coinbase, kite, kraken, wikimedia, xignite'],
  ['binance', { symbols: undefined }, 'binance needs --symbols, such as BTCUSDT,ETHUSDT'],
  ['binance', { symbols: ['A', ''] }, '--symbols: a name between commas is empty'],
  ['binance', { symbols: Array.from({ length: 1_025 }, (_, i) => `S${i}`) }, '--symbols: binance takes at most 1024'],
  ['binance', { mode: 'full' }, '--mode: binance has no modes'],
  ['binance', { config: 'x.json' }, '--config: binance takes none'],
  ['binance', { url: `https://x/${SECRET}` }, '--url: expected a URL that begins with wss:// or ws://'],
  ['wikimedia', { symbols: [], url: 'x' }, '--url: expected a URL that begins with https:// or http://'],
  [
    'kite',
    { symbols: ['5'], url: 'ws://example.com' },
    '--url: the keys of kite go over wss:// only, or to this machine',
  ],
  ['kite', { symbols: ['5'], mode: 'fall' }, '--mode: kite has full, quote, ltp'],
  ['kite', {}, '--symbols: expected an instrument token, or name=token such as INFY=408065: A'],
  ['wikimedia', {}, '--symbols: wikimedia has none'],
  ['wikimedia', { symbols: [], every: 5_000 }, '--every: wikimedia is not polled'],
  ['xignite', {}, 'xignite needs --config, a JSON file that says where fields are'],
  ['xignite', { config: join(dir, 'none.json') }, `--config: cannot read ${join(dir, 'none.json')} (ENOENT)`],
] as const)('%s with %j is one line', (name, given, message) => {
  expect(messageOf(() => chooseFeed(name, settings(given as Partial<FeedSettings>)))).toBe(message);
});

test('keys that are not set are named, and their values are not', () => {
  delete process.env['ALPACA_SECRET'];
  expect(messageOf(() => chooseFeed('alpaca', settings()))).toBe(
    'alpaca needs ALPACA_KEY and ALPACA_SECRET in the environment; not set: ALPACA_SECRET',
  );
});

test('a configuration with a mistake is one line, and a right one says what there is', () => {
  const config = join(dir, 'quotes.json');
  const write = (fields: object) =>
    writeFileSync(config, JSON.stringify({ url: 'https://example.com/{symbols}', fields }));
  write({});
  expect(messageOf(() => chooseFeed('xignite', settings({ config })))).toBe('--config: fields: expected at least one');
  write({ stockName: 'Symbol', price: 'Last' });
  expect(messageOf(() => checkFits(chooseFeed('xignite', settings({ config })), trades))).toBe(
    'pipeline trades needs tradeType, quantity, which xignite does not give: it gives stockName, price, timestamp; --rename from=to gives them other names',
  );
  writeFileSync(config, '{');
  expect(messageOf(() => chooseFeed('xignite', settings({ config })))).toBe(`--config: ${config} is no JSON`);
});

test.each(feeds.filter(({ isConfigured }) => !isConfigured).map(({ name, pipeline }) => [name, pipeline] as const))(
  'the pipeline that %s is made for, %s, reads its events',
  (name, pipeline) => {
    const symbols = { kite: ['5'], wikimedia: [] as string[] }[name as 'kite'] ?? ['A'];
    const made = [trades, wikimedia].find(each => each.name === pipeline)!;
    expect(messageOf(() => checkFits(chooseFeed(name, settings({ symbols })), made))).toBe('no error');
  },
);

const fits = (pipeline: Parameters<typeof checkFits>[1], rename: Record<string, string> = {}): string =>
  messageOf(() => checkFits(chooseFeed('binance', settings({ rename })), pipeline));

test('a pipeline that lacks fields is told which, and what there is', () => {
  expect(fits(pageViews)).toBe(
    'pipeline page-views needs anonymous_user_id, url, time, which binance does not give: it gives stockName, tradeType, price, quantity, timestamp, tradeId; --rename from=to gives them other names',
  );
  expect(fits(trades, { prise: 'x' })).toBe(
    '--rename: binance gives no field prise; did you mean price?; it gives stockName, tradeType, price, quantity, timestamp, tradeId',
  );
  expect(fits(trades, { tradeType: 'price', price: 'tradeType' })).toMatch(
    /^pipeline trades cannot read events of binance: tradeType: expected /,
  );
});

test('fields with other names fit a pipeline of the user’s own; another source than JSON does not', () => {
  const own = (parts: object = {}) =>
    definePipeline({
      name: 'own',
      event: { symbol: string(), cost: number(), at: epochMillis() },
      eventTime: 'at',
      queries: { q: { groupBy: ['symbol'], window: tumbling('1 minute'), select: { sum: sum('cost') } } },
      ...parts,
    });
  expect(fits(own(), { stockName: 'symbol', price: 'cost', timestamp: 'at' })).toBe('no error');
  const symbols = table({ file: './symbols.csv', key: 'symbol', columns: { symbol: string(), sector: string() } });
  const lookedUp = own({ lookups: { symbols }, derive: { sector: 'lookup(symbols, symbol).sector' } });
  expect(fits(lookedUp, { stockName: 'symbol', price: 'cost', timestamp: 'at' })).toBe('no error');
  expect(fits(own({ source: { format: 'csv', columns: ['symbol', 'cost', 'at'] } }))).toBe(
    'pipeline own has a source of its own, and feeds give plain JSON events',
  );
});
