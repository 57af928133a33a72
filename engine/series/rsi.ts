import { meanOf } from './mean';
import { only, seriesFunction, windows } from './series-function';
import { wilder } from './smoothing';

/**
 * Relative strength index over n changes from window to window, 2-200: 100 G / (G + L), from 0 to 100, where G and L are the
 * averages of gains and losses by Wilder's smoothing, G(t) = (G(t-1) (n - 1) + gain(t)) / n, at first the means of n. Null
 * where nothing has changed, and then it begins anew. Wilder, New Concepts in Technical Trading Systems (1978); TA-Lib: RSI,
 * which gives 0 where nothing has changed.
 */
export const rsi = seriesFunction({
  kind: 'rsi',
  inputs: ['of'],
  options: [windows('n', 2)],
  lookBack: ({ n }) => n! + 1,
  begin(bars) {
    const values = only(bars);
    const changes = values.slice(1).map((value, i) => value - values[i]!);
    return [meanOf(changes.map(gainOf)), meanOf(changes.map(lossOf))];
  },
  next([gain, loss], [[before], [latest]], { n }) {
    const change = latest! - before!;
    return [wilder(gain!, gainOf(change), n!), wilder(loss!, lossOf(change), n!)];
  },
  show: ([gain, loss]) => [gain! + loss! === 0 ? null : 100 * (gain! / (gain! + loss!))],
});

const gainOf = (change: number): number => Math.max(0, change);
const lossOf = (change: number): number => Math.max(0, -change);
