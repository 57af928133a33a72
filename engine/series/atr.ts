import { meanOf } from './mean';
import { type Bar, seriesFunction, windows } from './series-function';
import { wilder } from './smoothing';

/**
 * Average true range over n windows, 2-200, from 0: Wilder's smoothing, a(t) = (a(t-1) (n - 1) + range(t)) / n, at first the
 * mean of n, of the true range: from the lower of low and the close before to the higher of high and the close before.
 * Wilder, New Concepts in Technical Trading Systems (1978); TA-Lib: ATR.
 */
export const atr = seriesFunction({
  kind: 'atr',
  inputs: ['high', 'low', 'close'],
  options: [windows('n', 2)],
  lookBack: ({ n }) => n! + 1,
  begin: bars => [meanOf(bars.slice(1).map((bar, i) => trueRange(bars[i]!, bar)))],
  next: ([average], [before, latest], { n }) => [wilder(average!, trueRange(before, latest), n!)],
});

function trueRange([, , close]: Bar, [high, low]: Bar): number {
  return Math.max(high!, close!) - Math.min(low!, close!);
}
