import { describeWindows, formatDuration, formatKey, formatNumber } from '../../page/format';
import { columnsOf, planOf } from '../../page/series';
import { strokesOf } from '../../page/strokes';

const point = (startMs: number, value: number | null) => ({
  startMs,
  final: true,
  revision: 0,
  revised: false,
  values: [value],
});

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

test('windows are described in the largest units that measure them in whole', () => {
  expect(describeWindows({ kind: 'grid', sizeMs: 10_000, slideMs: 5_000 })).toBe('windows of 10 s, one every 5 s');
  expect(describeWindows({ kind: 'grid', sizeMs: 60_000, slideMs: 60_000 })).toBe('windows of 1 min');
  expect(describeWindows({ kind: 'grid', sizeMs: 90_000, slideMs: 1_500 })).toBe('windows of 90 s, one every 1500 ms');
  expect(describeWindows({ kind: 'session', gapMs: 3_600_000 })).toBe('sessions that end after 1 h without events');
});

test('no two lines of a chart have the same colour, nor the same dash', () => {
  const averages = ['value', 'sma', 'ema', 'bollinger', 'bollinger'].map((aggregate, i) => ({
    name: String(i),
    aggregate,
  }));
  const counts = ['count', 'approxDistinct', 'sum', 'stddev'].map(aggregate => ({ name: aggregate, aggregate }));
  for (const values of [averages, counts]) {
    // The band's two edges are one thing.
    const lines = strokesOf(planOf({ values }))
      .slice(0, 4)
      .filter(({ widthPx }) => widthPx > 0);
    expect(new Set(lines.map(({ colour }) => colour)).size).toBe(lines.length);
    expect(new Set(lines.map(({ dash }) => dash.join())).size).toBe(lines.length);
  }
});
