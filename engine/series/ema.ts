import { meanOf } from './mean';
import { only, seriesFunction, windows } from './series-function';
import { exponential } from './smoothing';

/**
 * Exponential moving average over n windows, 2-200: a(t) = a(t-1) + 2 / (n + 1) (x(t) - a(t-1)), and at first the mean of n.
 * Appel, Technical Analysis (2005); TA-Lib: EMA.
 */
export const ema = seriesFunction({
  kind: 'ema',
  inputs: ['of'],
  options: [windows('n', 2)],
  lookBack: ({ n }) => n!,
  begin: bars => [meanOf(only(bars))],
  next: ([average], [, latest], { n }) => [exponential(average!, latest[0]!, n!)],
});
