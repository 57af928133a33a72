import { only, seriesFunction, windows } from './series-function';

/** What the value has grown by since n windows before, 1-200: x(t) - x(t-n). TA-Lib: MOM. */
export const change = seriesFunction({
  kind: 'change',
  inputs: ['of'],
  options: [windows('n', 1)],
  lookBack: ({ n }) => n! + 1,
  begin(bars) {
    const values = only(bars);
    return [values.at(-1)! - values[0]!];
  },
});
