import { seriesFunction } from './series-function';

/** The window's own value, beside what is found along the windows. */
export const value = seriesFunction({
  kind: 'value',
  inputs: ['of'],
  options: [{ name: 'n', expected: '1', fits: n => n === 1 }],
  lookBack: () => 1,
  begin: ([latest]) => latest!,
});
