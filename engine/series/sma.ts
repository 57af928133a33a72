import { meanOf } from './mean';
import { only, seriesFunction, windows } from './series-function';

/**
 * Simple moving average: the mean of the latest n windows, 2-200. Appel, Technical Analysis (2005); TA-Lib: SMA.
 * It lies between the smallest and the largest of them.
 */
export const sma = seriesFunction({
  kind: 'sma',
  inputs: ['of'],
  options: [windows('n', 2)],
  lookBack: ({ n }) => n!,
  begin: bars => [meanOf(only(bars))],
});
