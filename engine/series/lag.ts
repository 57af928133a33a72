import { seriesFunction, windows } from './series-function';

/** The value n windows before, 1-200. SQL: lag(x, n). */
export const lag = seriesFunction({
  kind: 'lag',
  inputs: ['of'],
  options: [windows('n', 1)],
  lookBack: ({ n }) => n! + 1,
  begin: ([earliest]) => earliest!,
});
