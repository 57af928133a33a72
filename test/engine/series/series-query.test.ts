import fc from 'fast-check';
import {
  atr,
  avg,
  bollinger,
  definePipeline,
  ema,
  epochMillis,
  hopping,
  macd,
  number,
  rsi,
  sma,
  string,
  value,
} from '../../../engine/index';
import { seriesInputsOf, type SeriesValue } from '../../../engine/definition/series-values';
import type { ResultRecord } from '../../../engine/results/result-row';
import { T0 } from '../../support/clicks';
import { failing } from '../../support/failing-table';
import { Rig } from '../../support/rig';
import { valuesOf } from './support';

const TURNS = {
  rsi: rsi('price', 2),
  ...macd('price', 2, 3, 2),
  range: atr({ high: 'price', low: 'price', close: 'price' }, 2),
};

const pipeline = definePipeline({
  name: 'quotes',
  event: { symbol: string(), at: epochMillis(), price: number() },
  eventTime: 'at',
  watermark: { outOfOrderness: 0 },
  late: { allowed: '1 hour' },
  queries: {
    prices: { groupBy: ['symbol'], window: hopping('2 seconds', '1 second'), select: { price: avg('price') } },
    trend: {
      over: 'prices',
      select: { price: value('price'), sma: sma('price', 3), ema: ema('price', 3), ...bollinger('price', 3, 2) },
    },
    turns: { over: 'prices', select: TURNS },
    strength: { over: 'prices', select: { rsi: TURNS.rsi } },
  },
});

const quote = (seconds: number, price: number, symbol = 'A') => ({ symbol, at: T0 + seconds * 1000, price });
const ofQuery = (records: readonly ResultRecord[], query: string) => records.filter(record => record.query === query);

/** The same by hand, over all windows of the other query at once. */
function expected(prices: readonly ResultRecord[]): unknown[] {
  const rows: unknown[] = [];
  for (const symbol of [...new Set(prices.map(({ key }) => key['symbol']))]) {
    const windows = prices
      .filter(({ key }) => key['symbol'] === symbol)
      .map(({ window, values }) => ({
        start: window.start,
        step: Date.parse(window.start) / 1000,
        v: values['price'] as number,
      }))
      .sort((a, b) => a.step - b.step);
    let before: { step: number; ema: number | null } | undefined;
    windows.forEach((window, i) => {
      const near = windows.slice(0, i + 1).filter(({ step }) => step > window.step - 6);
      const three = near.slice(-3).map(({ v }) => v);
      const mean = three.length === 3 ? (three[0]! + three[1]! + three[2]!) / 3 : null;
      const deviation = mean === null ? 0 : Math.sqrt(three.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 3);
      const isNear = before !== undefined && before.step > window.step - 6 && before.ema !== null;
      const ema = isNear ? before!.ema! + (window.v - before!.ema!) / 2 : mean;
      before = { step: window.step, ema };
      if (mean === null && ema === null) return;
      const band = mean === null ? [null, null, null] : [mean - 2 * deviation, mean, mean + 2 * deviation];
      rows.push({ symbol, start: window.start, values: [window.v, mean, ema, ...band].map(rounded) });
    });
  }
  return rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

const rounded = (value: unknown) => (typeof value === 'number' ? Number(value.toFixed(9)) + 0 : value);

function found(records: readonly ResultRecord[]): unknown[] {
  return records
    .map(({ key, window, values }) => ({
      symbol: key['symbol'],
      start: window.start,
      values: ['price', 'sma', 'ema', 'lower', 'middle', 'upper'].map(name => rounded(values[name])),
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** The same to the bit, of each key's windows in order. */
function followed(select: Readonly<Record<string, SeriesValue>>, prices: readonly ResultRecord[]): unknown {
  const rows: [string, object][] = [];
  for (const symbol of new Set(prices.map(({ key }) => key['symbol']))) {
    const windows = prices
      .filter(({ key }) => key['symbol'] === symbol)
      .sort((a, b) => (a.window.start < b.window.start ? -1 : 1));
    const steps = windows.map(({ window }) => Date.parse(window.start) / 1000);
    const values = Object.values(select).map(value => {
      const bars = windows.map(({ values }) => seriesInputsOf(value).map(name => values[name] as number));
      return valuesOf(value, bars, steps);
    });
    windows.forEach(({ window }, i) =>
      rows.push([
        `${String(symbol)} ${window.start}`,
        Object.fromEntries(Object.keys(select).map((name, j) => [name, values[j]![i]])),
      ]),
    );
  }
  return sortedKnown(rows);
}

const known = (records: readonly ResultRecord[]): unknown =>
  sortedKnown(records.map(({ key, window, values }) => [`${String(key['symbol'])} ${window.start}`, values]));

const sortedKnown = (rows: readonly [string, object][]): unknown =>
  rows.filter(([, values]) => Object.values(values).some(value => value !== null)).sort(([a], [b]) => (a < b ? -1 : 1));

describe('a query over the windows of another', () => {
  it('gives a result for each closed window, once an average has enough of them', async () => {
    const rig = new Rig(pipeline);
    await rig.aggregate([rig.put([0, 1, 2, 3, 4].map(second => quote(second, second)))]);
    await rig.finalize({ endOfInput: true });
    const trend = ofQuery(rig.latest(), 'trend');
    expect(trend.map(({ values }) => values['sma'])).toEqual([2 / 3, 1.5, 2.5, 10 / 3]);
    expect(trend[0]).toMatchObject({
      pipeline: 'quotes',
      query: 'trend',
      revision: 0,
      final: true,
      key: { symbol: 'A' },
    });
  });

  it('revises the averages that look back on a revised window, and those only', async () => {
    const rig = new Rig(pipeline);
    rig.nowMs += 600_000;
    await rig.aggregate([rig.put(Array.from({ length: 200 }, (_, second) => quote(second, 10)))]);
    await rig.finalize({ endOfInput: true });
    await rig.aggregate([rig.put(quote(20, 16))]);
    await rig.finalize({ endOfInput: true });
    const revised = ofQuery(rig.latest(), 'trend').filter(({ revision }) => revision > 0);
    expect(revised[0]!.window.start).toBe(new Date(T0 + 19_000).toISOString());
    expect(revised.filter(({ values }) => values['sma'] !== 10)).toHaveLength(4);
    expect(ofQuery(rig.latest(), 'trend').filter(({ revision }) => revision === 0).length).toBeGreaterThan(100);
  });

  it('equals a computation over all windows at once, whatever the order, the epochs and the failures', async () => {
    const event = fc.record({
      second: fc.integer({ min: 0, max: 40 }),
      price: fc.integer({ min: 1, max: 100 }),
      symbol: fc.constantFrom('A', 'B'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(event, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 8 }),
        fc.integer(),
        async (batches, seed) => {
          const rig = new Rig(pipeline);
          const { results } = rig;
          rig.results = failing(results, 0.2, seed);
          for (const batch of batches) {
            await rig.aggregate([rig.put(batch.map(({ second, price, symbol }) => quote(second, price, symbol)))]);
            await rig.finalize({ endOfInput: seed % 2 === 0 }).catch(() => undefined);
          }
          rig.results = results;
          await rig.finalize({ endOfInput: true });
          const latest = rig.latest();
          const prices = ofQuery(latest, 'prices');
          expect(found(ofQuery(latest, 'trend'))).toEqual(expected(prices));
          expect(known(ofQuery(latest, 'turns'))).toEqual(followed(TURNS, prices));
          expect(known(ofQuery(latest, 'strength'))).toEqual(followed({ rsi: TURNS.rsi }, prices));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('stands after the query that it reads, wherever the definition names it', () => {
    const { queries } = definePipeline({
      name: 'quotes',
      event: { at: epochMillis(), price: number() },
      eventTime: 'at',
      queries: {
        trend: { over: 'prices', select: { mean: sma('price', 3) } },
        prices: { window: hopping('2 seconds', '1 second'), select: { price: avg('price') } },
      },
    });
    expect(queries.map(({ name, over }) => [name, over])).toEqual([
      ['prices', undefined],
      ['trend', 'prices'],
    ]);
  });

  it.each([
    [{ over: 'price', select: { a: sma('price', 3) } }, 'queries.trend.over: no query "price"'],
    [{ over: 'prices', select: { a: sma('cost', 3) } }, 'queries.trend.select.a: query prices selects no "cost"'],
    [
      { over: 'prices', select: { a: ema('price', 1) } },
      'queries.trend.select.a: n must be a whole number from 2 to 200: 1',
    ],
    [{ over: 'prices', select: { a: value('price') } }, 'queries.trend.select: at least one value along the windows'],
    [
      { over: 'prices', select: { ...bollinger('price', 3, 0) } },
      'queries.trend.select.lower: k must be from 0.1 to 10',
    ],
  ])('is refused when it is wrong: %#', (trend, message) => {
    const { prices } = { prices: { window: hopping('2 seconds', '1 second'), select: { price: avg('price') } } };
    const define = () =>
      definePipeline({
        name: 'quotes',
        event: { at: epochMillis(), price: number() },
        eventTime: 'at',
        queries: { prices, trend },
      });
    expect(define).toThrow(message);
  });
});
