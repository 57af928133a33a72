import { addProduct, zero } from '../accumulators/double-double';
import { meanOf } from './mean';
import { only, seriesFunction, windows } from './series-function';

const DEVIATIONS_MAX = 10;

/**
 * Bollinger band: the mean of the latest n windows, 2-200, and lines k standard deviations of the population, 0.1-10, below
 * and above it. With `before` the n windows are those before the latest: a band by which that one can be judged, since its
 * own value is not in it. Bollinger, Bollinger on Bollinger Bands (2001); TA-Lib: BBANDS with an average of type SMA.
 */
export const bollinger = seriesFunction({
  kind: 'bollinger',
  inputs: ['of'],
  options: [
    windows('n', 2),
    {
      name: 'k',
      expected: `from 0.1 to ${DEVIATIONS_MAX}`,
      fits: k => typeof k === 'number' && k >= 0.1 && k <= DEVIATIONS_MAX,
    },
    { name: 'before', expected: 'true or absent', fits: before => before === undefined || before === true },
  ],
  lines: ['lower', 'middle', 'upper'],
  lookBack: ({ n, before }) => n! + (before ? 1 : 0),
  begin(bars, { n, k }) {
    const values = only(bars.slice(0, n));
    const mean = meanOf(values);
    const width = k! * deviationOf(values, mean);
    return [mean - width, mean, mean + width];
  },
});

function deviationOf(values: readonly number[], mean: number): number {
  const sum = zero();
  for (const value of values) addProduct(sum, value - mean, value - mean);
  return Math.sqrt(Math.max(0, sum.hi) / values.length);
}
