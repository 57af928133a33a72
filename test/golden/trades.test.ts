import trades from '../../pipelines/trades';
import { trades as tradesTemplate } from '../../pipelines/templates/trades';
import { seededRandom } from '../../producer/random';
import { EventTable, type Row } from './event-table';
import { rowDifferences } from './row-differences';
import { runGolden, type Sent } from './run-golden';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FROM_MS = Date.UTC(2026, 9, 3, 13, 20);
const EVERY_MS = 700;
const COUNT = 15_000;
const LATE_MS_MAX = 30_000;
/** The Saturday that ends at 14:00 UTC and the Sunday after it, on which Sydney's clocks go forward: 23 hours. */
const DAYS = [
  [Date.UTC(2026, 9, 2, 14), Date.UTC(2026, 9, 3, 14)],
  [Date.UTC(2026, 9, 3, 14), Date.UTC(2026, 9, 4, 13)],
] as const;

/** Synthetic trades, one in twelve of which comes late. */
function tradeStream(): Sent[] {
  const random = seededRandom(3);
  const generate = tradesTemplate(random);
  const sent = Array.from({ length: COUNT }, (_, n): Sent => {
    const at = FROM_MS + n * EVERY_MS;
    const lateMs = random() < 1 / 12 ? Math.floor(random() * LATE_MS_MAX) : 0;
    return { json: JSON.stringify(generate(at)), arrivalMs: at + lateMs };
  });
  return sent.sort((a, b) => a.arrivalMs - b.arrivalMs);
}

/** To nine decimals: a price is the double next to its cents, and how a mean of such is rounded is not what is asked here. */
const VWAP = 'round(sum(price * quantity) / sum(quantity), 9) AS vwap';
const rounded = (row: Row): Row => ({ ...row, vwap: Number((row['vwap'] as number).toFixed(9)) });
const VOLUME = `sum(quantity)::BIGINT AS volume, ${VWAP}, count(*) AS trades`;

const candles = (sizeMs: number): string => `SELECT "stockName", timestamp // ${sizeMs} * ${sizeMs} AS window_start,
  timestamp // ${sizeMs} * ${sizeMs} + ${sizeMs} AS window_end, first(price ORDER BY timestamp) AS open, max(price) AS high,
  min(price) AS low, last(price ORDER BY timestamp) AS close, ${VOLUME} FROM event GROUP BY ALL`;

const SQL: Readonly<Record<string, string>> = {
  candles_1s: candles(1_000),
  candles_1m: candles(MINUTE_MS),
  candles_1h: candles(HOUR_MS),
  volume_today: DAYS.map(
    ([from, to]) => `SELECT "stockName", ${from} AS window_start, step AS window_end, ${VOLUME}
      FROM range(${from + 15 * MINUTE_MS}, ${to + 1}, ${15 * MINUTE_MS}) AS steps(step)
      JOIN event ON timestamp >= ${from} AND timestamp < step AND timestamp < ${to} GROUP BY ALL`,
  ).join(' UNION ALL '),
};

const queries = trades.queries.filter(({ name }) => name in SQL);
let ours: ReadonlyMap<string, Row[]>;
let table: EventTable;
beforeAll(async () => {
  const stream = tradeStream();
  const types = { stockName: 'VARCHAR', price: 'DOUBLE', quantity: 'BIGINT', timestamp: 'BIGINT' };
  table = await EventTable.load(
    stream.map(({ json }) => json),
    types,
  );
  ours = await runGolden({ ...trades, queries }, stream, { state: 0.02, results: 0.02 });
}, 120_000);
afterAll(() => table.close());

test.each(Object.keys(SQL))('%s of synthetic trades are those of DuckDB, late ones included', async name => {
  const expected = await table.rows(SQL[name]!);
  expect(expected.length).toBeGreaterThan(30);
  expect(rowDifferences(ours.get(name)!.map(rounded), expected.map(rounded))).toEqual([]);
});
