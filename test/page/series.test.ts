import { describeWindows, formatDuration, formatKey, formatNumber, formatStart, formatWindow } from '../../page/format';
import type { ValueDescription } from '../../api/contract';
import { bandsOf, chartsOf, columnsOf, planOf, planOfSums } from '../../page/series';
import { strokesOf } from '../../page/strokes';

const point = (startMs: number, value: number | null) => ({
  startMs,
  final: true,
  revision: 0,
  revised: false,
  values: [value],
});

const number = (name: string, aggregate: string, more: Partial<ValueDescription> = {}): ValueDescription => ({
  name,
  aggregate,
  type: 'number',
  ...more,
});
const band = (prefix: string, of: string, n: number): ValueDescription[] =>
  (['lower', 'middle', 'upper'] as const).map(line => number(`${prefix}${line}`, 'bollinger', { of, n, k: 2, line }));
const looks = (values: readonly ValueDescription[]): string[] =>
  planOf({ values }).map(({ name, look }) => `${name} ${look}`);

test('raw values, averages and the band are drawn apart, and the band has no middle beside the same average', () => {
  const values = [
    number('price', 'value'),
    number('sma12', 'sma', { of: 'avgPrice', n: 12 }),
    number('ema12', 'ema', { of: 'avgPrice', n: 12 }),
    ...band('', 'avgPrice', 12),
  ];
  expect(looks(values)).toEqual(['price raw', 'sma12 sma', 'ema12 ema', 'lower lower', 'upper upper']);
});

test('a middle is known by what it is and not by its name, and is drawn where no average is the same', () => {
  const [lower, middle, upper] = band('b_', 'avgPrice', 20);
  const values = [number('middle', 'ema', { of: 'avgPrice', n: 5 }), number('sma', 'sma', { of: 'avgPrice', n: 12 })];
  expect(looks([...values, upper!, middle!, lower!])).toEqual([
    'middle ema',
    'sma sma',
    'b_upper upper',
    'b_middle line',
    'b_lower lower',
  ]);
});

test('each of two bands is filled between its own lines, whatever their order', () => {
  const [narrow, wide] = [band('n_', 'avgPrice', 5), band('w_', 'avgPrice', 20)];
  const values = [wide[2]!, narrow[0]!, narrow[2]!, wide[0]!];
  expect(bandsOf({ values }, planOf({ values }))).toEqual([
    { lower: 1, upper: 2 },
    { lower: 3, upper: 0 },
  ]);
});

test('a band of the windows before is another than that of the latest ones, and its middle is no average of these', () => {
  const latest = band('', 'avgPrice', 5);
  const before = band('b_', 'avgPrice', 5).map(line => ({ ...line, before: true as const }));
  const values = [latest[0]!, before[0]!, before[2]!, latest[2]!];
  expect(bandsOf({ values }, planOf({ values }))).toEqual([
    { lower: 0, upper: 3 },
    { lower: 1, upper: 2 },
  ]);
  expect(looks([number('sma', 'sma', { of: 'avgPrice', n: 5 }), before[1]!])).toEqual(['sma sma', 'b_middle line']);
});

test('texts and lists are not drawn', () => {
  const values: ValueDescription[] = [
    { name: 'room', aggregate: 'last', type: 'text' },
    { name: 'top', aggregate: 'topK', type: 'list' },
    number('peak', 'max'),
  ];
  expect(looks(values)).toEqual(['peak line']);
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

test.each([
  ['hour', '29 March 2026 at 02:00', 'windows of 1 hour by the clocks of Europe/London'],
  ['day', '29 March 2026', 'windows of 1 day by the clocks of Europe/London'],
  ['week', 'week from 29 March 2026', 'windows of 1 week by the clocks of Europe/London'],
  ['month', 'March 2026', 'windows of 1 month by the clocks of Europe/London'],
] as const)('a window of a calendar is shown by its own clocks: %s', (unit, text, windows) => {
  const window = { kind: 'calendar', unit, timeZone: 'Europe/London' } as const;
  const startMs = Date.UTC(2026, 2, 29, 1);
  expect([formatStart(window, startMs, 'UTC'), formatWindow(window, startMs, 'UTC')]).toEqual([text, text]);
  expect(describeWindows(window)).toBe(windows);
});

test.each([
  [{ kind: 'grid', sizeMs: 3_600_000, slideMs: 3_600_000 }, 'windows of 1 h that grow by 1 min'],
  [
    { kind: 'calendar', unit: 'day', timeZone: 'Europe/London' },
    'windows of 1 day by the clocks of Europe/London that grow by 1 min',
  ],
] as const)('a window that grows is shown by when it ends: %j', (period, windows) => {
  const window = { kind: 'cumulate', stepMs: 60_000, period } as const;
  expect(formatWindow(window, Date.UTC(2026, 2, 29, 1), 'UTC')).toBe('until 01:01:00');
  expect(describeWindows(window)).toBe(windows);
});

test('no two lines of a chart have the same colour, nor the same dash', () => {
  const averages = [number('0', 'value'), number('1', 'sma'), number('2', 'ema'), ...band('', 'x', 12)];
  const counts = ['count', 'approxDistinct', 'sum', 'stddev'].map(aggregate =>
    number(aggregate, aggregate, aggregate === 'sum' ? {} : { isCount: true }),
  );
  for (const values of [averages, counts]) {
    // The band's two edges are one thing.
    const lines = strokesOf(planOf({ values }))
      .slice(0, 4)
      .filter(({ widthPx }) => widthPx > 0);
    expect(new Set(lines.map(({ colour }) => colour)).size).toBe(lines.length);
    expect(new Set(lines.map(({ dash }) => dash.join())).size).toBe(lines.length);
  }
});

test('of candles, what adds up stands below the prices on a scale of its own, and how many trades there were is not drawn', () => {
  const values = [
    number('open', 'first'),
    number('high', 'max'),
    number('low', 'min'),
    number('close', 'last'),
    number('volume', 'sum', { isAdditive: true }),
    number('vwap', 'expression'),
    number('trades', 'count', { isCount: true, isAdditive: true }),
  ];
  expect(looks(values)).toEqual(['open open', 'high high', 'low low', 'close close', 'volume volume', 'vwap line']);
  expect(planOfSums({ values }).map(({ name, look }) => `${name} ${look}`)).toEqual(['volume line', 'trades count']);
});

test('functions along windows that have another unit than what they are taken over have charts of their own', () => {
  const values = [
    number('sma', 'sma', { of: 'close', n: 20 }),
    ...band('', 'close', 20),
    number('rsi', 'rsi', { of: 'close', n: 14 }),
    number('macd', 'macd', { of: 'close', line: 'macd' }),
    number('signal', 'macd', { of: 'close', line: 'signal' }),
    number('atr', 'atr', { high: 'high', low: 'low', close: 'close', n: 14 }),
    number('expected', 'anomaly', { of: 'close', line: 'expected' }),
    number('score', 'anomaly', { of: 'close', line: 'score' }),
    number('anomaly', 'anomaly', { of: 'close', line: 'anomaly' }),
  ];
  expect(chartsOf({ values }, planOf({ values })).map(chart => chart.map(({ name }) => name).join())).toEqual([
    'sma,lower,upper,expected',
    'rsi',
    'macd,signal',
    'atr',
    'score,anomaly',
  ]);
});
