import { meanOf } from './mean';
import { only, seriesFunction, windows } from './series-function';
import { exponential } from './smoothing';

/**
 * Moving average convergence/divergence: `macd`, a fast exponential average less a slow one; `signal`, the exponential average
 * of that; `histogram`, the first less the second. Each average spans 2-200 windows and begins with a mean: the fast one of
 * those windows with which the slow one's ends, so that both begin at the same one, and all lines where `signal` does.
 * Appel, The Moving Average Convergence Divergence Trading Method (1985); TA-Lib: MACD.
 */
export const macd = seriesFunction({
  kind: 'macd',
  inputs: ['of'],
  options: [
    {
      ...windows('fast', 2),
      expected: 'a whole number from 2 to 199, below slow',
      fits: (fast, { slow }) =>
        windows('fast', 2).fits(fast, {}) && typeof slow === 'number' && (fast as number) < slow,
    },
    windows('slow', 2),
    windows('signal', 2),
  ],
  lines: ['macd', 'signal', 'histogram'],
  lookBack: ({ slow, signal }) => slow! + signal! - 1,
  begin(bars, { fast, slow }) {
    const values = only(bars);
    let fastMean = meanOf(values.slice(slow! - fast!, slow));
    let slowMean = meanOf(values.slice(0, slow));
    const differences = [fastMean - slowMean];
    for (const value of values.slice(slow)) {
      fastMean = exponential(fastMean, value, fast!);
      slowMean = exponential(slowMean, value, slow!);
      differences.push(fastMean - slowMean);
    }
    return [fastMean, slowMean, meanOf(differences)];
  },
  next([fastMean, slowMean, signalMean], [, [value]], { fast, slow, signal }) {
    const nextFast = exponential(fastMean!, value!, fast!);
    const nextSlow = exponential(slowMean!, value!, slow!);
    return [nextFast, nextSlow, exponential(signalMean!, nextFast - nextSlow, signal!)];
  },
  show([fastMean, slowMean, signalMean]) {
    const difference = fastMean! - slowMean!;
    return [difference, signalMean!, difference - signalMean!];
  },
});
