import { only, seriesFunction, windows } from './series-function';

/**
 * Where the value stands among those of the latest n windows, 2-200, its own included: the share of the others that are
 * smaller, from 0 to 1. SQL: percent_rank() of the latest over the n.
 */
export const percentRank = seriesFunction({
  kind: 'percentRank',
  inputs: ['of'],
  options: [windows('n', 2)],
  lookBack: ({ n }) => n!,
  begin(bars, { n }) {
    const values = only(bars);
    const latest = values.at(-1)!;
    return [values.filter(value => value < latest).length / (n! - 1)];
  },
});
