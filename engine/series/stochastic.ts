import { meanOf } from './mean';
import { type Bar, seriesFunction, windows } from './series-function';

/**
 * Stochastic oscillator: where the close stands between the lowest low and the highest high of n windows, 2-200, from 0 to 100:
 * 100 (close - low) / (high - low). `slowK` is its mean over `slowing` windows, `slowD` the mean of that over d, 1-200 each.
 * A mean is null where in one of its windows high and low are the same. Both lines begin where `slowD` does.
 * Lane, Stocks & Commodities 2 (1984); TA-Lib: STOCH with averages of type SMA, which takes 0 where high and low are the same.
 */
export const stochastic = seriesFunction({
  kind: 'stochastic',
  inputs: ['high', 'low', 'close'],
  options: [windows('n', 2), windows('slowing', 1), windows('d', 1)],
  lines: ['slowK', 'slowD'],
  lookBack: ({ n, slowing, d }) => n! + slowing! + d! - 2,
  begin(bars, { n, slowing }) {
    const slow = means(spans(bars, n!).map(placeOfClose), slowing!);
    return [slow.at(-1)!, ...means(slow, slow.length)];
  },
});

function placeOfClose(bars: readonly Bar[]): number | null {
  const highest = Math.max(...bars.map(([high]) => high!));
  const lowest = Math.min(...bars.map(([, low]) => low!));
  return highest === lowest ? null : 100 * ((bars.at(-1)![2]! - lowest) / (highest - lowest));
}

const means = (values: readonly (number | null)[], n: number): (number | null)[] =>
  spans(values, n).map(span => (isWhole(span) ? meanOf(span) : null));

const isWhole = (span: readonly (number | null)[]): span is readonly number[] => !span.includes(null);

/** All stretches of n in order. */
const spans = <Each>(all: readonly Each[], n: number): (readonly Each[])[] =>
  Array.from({ length: all.length - n + 1 }, (_, i) => all.slice(i, i + n));
