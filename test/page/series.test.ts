import { formatDuration, formatKey, formatNumber } from '../../page/format';
import { columnsOf, planOf } from '../../page/series';

const point = (startMs: number, value: number | null) => ({ startMs, final: true, revision: 0, values: [value] });

test('raw values, averages and the band are drawn apart, and the band has no middle beside an average', () => {
  const values = ['value', 'sma', 'ema', 'bollinger', 'bollinger', 'bollinger'].map((aggregate, i) => ({
    name: ['price', 'sma12', 'ema12', 'lower', 'middle', 'upper'][i]!,
    aggregate,
  }));
  expect(planOf({ values }).map(({ look }) => look)).toEqual(['raw', 'sma', 'ema', 'band', 'band']);
});

test('a gap between windows breaks the line', () => {
  const columns = columnsOf(
    [point(0, 1), point(5_000, 2), point(20_000, 3)],
    [{ at: 0, name: 'v', look: 'line' }],
    7_500,
  );
  expect(columns).toEqual([
    [0, 5, 12.5, 20],
    [1, 2, null, 3],
  ]);
});

test('figures, durations and keys are written for people', () => {
  expect([formatNumber(1234), formatNumber(10.3306667), formatNumber(null)]).toEqual(['1,234', '10.3307', '–']);
  expect([formatDuration(5_040), formatDuration(61_000)]).toEqual(['5.0 s', '1 min 1 s']);
  expect([formatKey('[]'), formatKey('[null]'), formatKey('["a",null]')]).toEqual(['all', 'none', 'a / –']);
});
