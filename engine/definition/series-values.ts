import { type SeriesKind, seriesFunctionOf } from '../series/index';
import type { SeriesCall } from '../series/series';
import type { InputName, SeriesOptions } from '../series/series-function';
import { type Built, surplusOf } from './surplus';

/** One value of a query over another's closed windows. Plain data. Its inputs are numbers that the other query selects. */
export interface SeriesValue extends Built, SeriesOptions, Readonly<Partial<Record<InputName, string>>> {
  readonly kind: SeriesKind;
  /** Of a function that has several values: which one. */
  readonly line?: string;
}

/** The names of the inputs, in order of the function's. */
export function seriesInputsOf(value: SeriesValue): readonly string[] {
  return seriesFunctionOf(value.kind).inputs.map(name => value[name]!);
}

export function seriesCallOf(value: SeriesValue): SeriesCall {
  return { fn: seriesFunctionOf(value.kind), options: value };
}

/** Whether it is found from other windows too, not the value of its own. */
export function looksBack(value: SeriesValue): boolean {
  return seriesFunctionOf(value.kind).lookBack(value) > 1;
}

type OverWindows = (of: string, n: number) => SeriesValue;
/** A value for each line of a function. */
export type Lines<Line extends string> = Readonly<Record<Line, SeriesValue>>;
/** The names of the values that are a window's highest, lowest and last price. */
type Prices = Readonly<Record<'high' | 'low' | 'close', string>>;

function overWindows(kind: SeriesKind): OverWindows {
  const takes = `${kind} takes the name of a value and n, got also`;
  return (of, n, ...more: readonly unknown[]) => ({ kind, of, n, ...surplusOf(takes, more) });
}

export function linesOf<Line extends string>(value: SeriesValue, lines: readonly Line[]): Lines<Line> {
  return Object.fromEntries(lines.map(line => [line, { ...value, line }])) as unknown as Lines<Line>;
}

/** The value itself, beside what is found along the windows. */
export const value: (of: string) => SeriesValue = (of, ...more: readonly unknown[]) => ({
  kind: 'value',
  of,
  n: 1,
  ...surplusOf('value takes the name of a value, got also', more),
});
/** The value `n` windows before. */
export const lag = overWindows('lag');
/** What the value has grown by since `n` windows before. */
export const change = overWindows('change');
/** What the value has grown by since `n` windows before, as percent of what it was then; null where it was 0. */
export const changePercent = overWindows('changePercent');
/** The share of the other values of the latest `n` windows that are smaller, from 0 to 1. */
export const percentRank = overWindows('percentRank');
/** Simple moving average: the mean of the latest `n` windows. */
export const sma = overWindows('sma');
/** Exponential moving average with weight 2 / (n + 1) for the latest window, seeded by the mean of the first `n`. */
export const ema = overWindows('ema');
/**
 * Bollinger band: the mean of the latest `n` windows, and lines `k` (0.1-10) standard deviations of the population above and
 * below it. Three values, to be spread into a select: `...bollinger('avgPrice', 20, 2)` gives lower, middle and upper. With
 * `{ before: true }` it is the band of the `n` windows before the latest one, by which that one can be judged.
 */
export const bollinger: (
  of: string,
  n: number,
  k: number,
  options?: { readonly before?: true },
) => Lines<'lower' | 'middle' | 'upper'> = (of, n, k, ...more: readonly unknown[]) => {
  const [options, ...surplus] = typeof more[0] === 'object' ? more : [{}, ...more];
  const takes = surplusOf('bollinger takes the name of a value, n and k, got also', surplus);
  return linesOf({ kind: 'bollinger', of, n, k, ...(options as object), ...takes }, ['lower', 'middle', 'upper']);
};
/** Wilder's relative strength index over `n` changes, from 0 to 100; null where nothing has changed. */
export const rsi = overWindows('rsi');
/**
 * The `fast` exponential average less the `slow` one, the `signal` average of that, and what is between these two. Three
 * values, to be spread into a select: `...macd('close', 12, 26, 9)` gives macd, signal and histogram.
 */
export const macd: (
  of: string,
  fast: number,
  slow: number,
  signal: number,
) => Lines<'macd' | 'signal' | 'histogram'> = (of, fast, slow, signal, ...more: readonly unknown[]) => {
  const surplus = surplusOf('macd takes the name of a value, fast, slow and signal, got also', more);
  return linesOf({ kind: 'macd', of, fast, slow, signal, ...surplus }, ['macd', 'signal', 'histogram']);
};
/** Average true range, smoothed as by Wilder over `n` windows. */
export const atr: (prices: Prices, n: number) => SeriesValue = (prices, n, ...more: readonly unknown[]) => ({
  kind: 'atr',
  ...prices,
  n,
  ...surplusOf('atr takes the names of high, low and close, and n, got also', more),
});
/**
 * Where the close stands between the lowest low and the highest high of `n` windows, from 0 to 100: the mean of that over
 * `slowing` windows, and the mean of this over `d`. Two values, slowK and slowD, to be spread into a select.
 */
export const stochastic: (prices: Prices, n: number, slowing: number, d: number) => Lines<'slowK' | 'slowD'> = (
  prices,
  n,
  slowing,
  d,
  ...more: readonly unknown[]
) => {
  const surplus = surplusOf('stochastic takes the names of high, low and close, n, slowing and d, got also', more);
  return linesOf({ kind: 'stochastic', ...prices, n, slowing, d, ...surplus }, ['slowK', 'slowD']);
};
