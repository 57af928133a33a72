import { ordered, type Row, startsOf, sum, windows } from './batch';

const [SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS] = [1_000, 60_000, 3_600_000, 86_400_000];
/** The end of a day in Sydney, and two hours before it. */
export const END_MS = Date.UTC(2026, 0, 1, 13);
const START_MS = END_MS - 2 * HOUR_MS;
const QUARTER_MS = 15 * MINUTE_MS;
const SYMBOLS = ['AGL', 'BHP'];

interface Trade {
  readonly symbol: string;
  readonly price: number;
  readonly quantity: number;
  readonly timeMs: number;
}

/** The ith trade of a symbol, at a price in quarters: sums of those are exact. */
const tradeAt = (i: number, s: number, timeMs: number): Trade => ({
  symbol: SYMBOLS[s]!,
  price: 20 * (s + 1) + ((i * i + 3 * i * s) % 23) / 4,
  quantity: 1 + ((i * 7 + s * 5) % 90),
  timeMs,
});

/** Each symbol is traded every fifteen seconds or so, from the first second to the last; and once more, which closes the windows. */
export const TRADES: readonly Trade[] = [
  ...Array.from({ length: SYMBOLS.length * 480 }, (_, n) => {
    const [i, s] = [Math.floor(n / SYMBOLS.length), n % SYMBOLS.length];
    return tradeAt(i, s, START_MS + Math.floor((i * 7_199) / 479) * SECOND_MS + s * 100);
  }),
  tradeAt(0, 1, END_MS + HOUR_MS),
];

export const tradeOf = ({ symbol, timeMs, ...trade }: Trade): unknown => ({
  ...{ stockName: symbol, tradeType: 'BUY', timestamp: timeMs },
  ...trade,
});

const pricesOf = (trades: readonly Trade[]): readonly number[] => trades.map(({ price }) => price);
const volumeOf = (trades: readonly Trade[]): number => sum(trades.map(({ quantity }) => quantity));
const symbolOf = ({ symbol }: Trade): readonly string[] => [symbol];
const every =
  (sizeMs: number, slideMs = sizeMs) =>
  ({ timeMs }: Trade) =>
    startsOf(timeMs, sizeMs, slideMs);

function barOf(trades: readonly Trade[]) {
  const prices = pricesOf(trades);
  return { first: prices[0]!, high: Math.max(...prices), low: Math.min(...prices), last: prices.at(-1)! };
}

function quotesOf(trades: readonly Trade[]) {
  const { first, high, low, last } = barOf(trades);
  const avgPrice = sum(pricesOf(trades)) / trades.length;
  return { avgPrice, minPrice: low, maxPrice: high, count: trades.length, openPrice: first, closePrice: last };
}

function volumesOf(trades: readonly Trade[]) {
  const volume = volumeOf(trades);
  return { volume, vwap: sum(trades.map(({ price, quantity }) => price * quantity)) / volume, trades: trades.length };
}

function candleOf(trades: readonly Trade[]) {
  const { first, high, low, last } = barOf(trades);
  return { open: first, high, low, close: last, ...volumesOf(trades) };
}

type Values = readonly number[];

/** Of each key's windows in order, what a function makes of those up to each; null: no result yet. */
function along(rows: readonly Row[], of: (rows: readonly Row[]) => Row['values'] | null): readonly Row[] {
  return ordered(rows).flatMap((row, i, all) => {
    const values = of(all.slice(0, i + 1).filter(({ key }) => key[0] === row.key[0]));
    return values === null ? [] : [{ ...row, values }];
  });
}

const valuesOf = (rows: readonly Row[], name: string): Values => rows.map(({ values }) => values[name] as number);
const mean = (values: Values): number => sum(values) / values.length;

/** Two deviations of the whole population around the mean. */
function bandOf(values: Values) {
  const middle = mean(values);
  const deviation = Math.sqrt(mean(values.map(value => (value - middle) ** 2)));
  return { lower: middle - 2 * deviation, upper: middle + 2 * deviation };
}

/** Begins with the mean of the first n. */
const smoothed = (values: Values, n: number, weight: number): number =>
  values.slice(n).reduce((average, value) => average + weight * (value - average), mean(values.slice(0, n)));
const ema = (values: Values, n: number): number => smoothed(values, n, 2 / (n + 1));

/** The averages of a value over n windows, where there are so many. */
const averagesOf = (values: Values, n: number) =>
  values.length < n
    ? null
    : { [`sma${n}`]: mean(values.slice(-n)), [`ema${n}`]: ema(values, n), ...bandOf(values.slice(-n)) };

function rsiOf(closes: Values): number {
  const changes = closes.slice(1).map((close, i) => close - closes[i]!);
  const [gain, loss] = [1, -1].map(sign =>
    smoothed(
      changes.map(change => Math.max(0, sign * change)),
      14,
      1 / 14,
    ),
  );
  return (100 * gain!) / (gain! + loss!);
}

function atrOf(rows: readonly Row[]): number {
  const [highs, lows, closes] = [valuesOf(rows, 'high'), valuesOf(rows, 'low'), valuesOf(rows, 'close')];
  const ranges = highs.slice(1).map((high, i) => Math.max(high, closes[i]!) - Math.min(lows[i + 1]!, closes[i]!));
  return smoothed(ranges, 14, 1 / 14);
}

/** Both averages begin at the 26th window, and their difference's with nine of them. */
function macdOf(closes: Values) {
  if (closes.length < 34) return {};
  const differences = closes.slice(25).map((_, i) => {
    const known = closes.slice(0, 26 + i);
    return ema(known.slice(14), 12) - ema(known, 26);
  });
  const [macd, signal] = [differences.at(-1)!, ema(differences, 9)];
  return { macd, signal, histogram: macd - signal };
}

function indicatorsOf(candles: readonly Row[]) {
  const closes = valuesOf(candles, 'close');
  if (closes.length < 15) return null;
  return { ...averagesOf(closes, 20), rsi14: rsiOf(closes), ...macdOf(closes), atr14: atrOf(candles) };
}

function trendOf(quotes: readonly Row[]) {
  const values = valuesOf(quotes, 'avgPrice');
  const averages = averagesOf(values, 12);
  return averages && { price: values.at(-1)!, ...averages };
}

const prices = windows(TRADES, every(10 * SECOND_MS, 5 * SECOND_MS), symbolOf, quotesOf);
const candles_1m = windows(TRADES, every(MINUTE_MS), symbolOf, candleOf);

/** All steps of the day that end after a trade. */
function stepsAfter({ timeMs }: Trade): readonly number[] {
  const starts = [];
  const dayEndMs = END_MS + Math.floor((timeMs - END_MS) / DAY_MS + 1) * DAY_MS;
  for (let startMs = startsOf(timeMs, QUARTER_MS)[0]!; startMs < dayEndMs; startMs += QUARTER_MS) starts.push(startMs);
  return starts;
}

/** The closed windows of each query of trades. */
export const TRADE_ROWS = {
  prices,
  trend: along(prices, trendOf),
  candles_1s: windows(TRADES, every(SECOND_MS), symbolOf, candleOf),
  candles_1m,
  candles_1h: windows(TRADES, every(HOUR_MS), symbolOf, candleOf),
  indicators: along(candles_1m, indicatorsOf),
  volume_today: windows(TRADES, stepsAfter, symbolOf, volumesOf),
} satisfies Readonly<Record<string, readonly Row[]>>;
