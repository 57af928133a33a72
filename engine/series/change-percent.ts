import { only, seriesFunction, windows } from './series-function';

/**
 * Rate of change: what the value has grown by since n windows before, 1-200, as percent of what it was:
 * 100 (x(t) - x(t-n)) / x(t-n). Null where it was 0. TA-Lib: ROC, which gives 0 there.
 */
export const changePercent = seriesFunction({
  kind: 'changePercent',
  inputs: ['of'],
  options: [windows('n', 1)],
  lookBack: ({ n }) => n! + 1,
  begin(bars) {
    const values = only(bars);
    const before = values[0]!;
    return [before === 0 ? null : 100 * ((values.at(-1)! - before) / before)];
  },
});
