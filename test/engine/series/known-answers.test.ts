import { seriesFunctions } from '../../../engine/series/index';
import { anomaly } from '../../../engine/definition/anomaly-values';
import {
  atr,
  bollinger,
  change,
  changePercent,
  ema,
  lag,
  macd,
  percentRank,
  rsi,
  type SeriesValue,
  sma,
  stochastic,
  value,
} from '../../../engine/definition/series-values';
import { valuesOf } from './support';

const HIGH = [11, 12.5, 12, 13, 14.5, 14, 13.5, 15, 16, 15.5, 14, 13, 14.5, 15.5, 17, 16.5, 18, 17.5, 17, 19];
const LOW = [9.5, 10, 10.5, 11, 12.5, 12, 11.5, 13, 14, 13, 12, 11.5, 12, 13.5, 15, 15, 16, 16, 15, 17.5];
const CLOSE = [10, 12, 11, 12.5, 14, 12.5, 13, 14.5, 15.5, 13.5, 12.5, 12, 14, 15, 16, 15.5, 17.5, 16.5, 16, 18.5];
const BARS = CLOSE.map((close, i) => [HIGH[i]!, LOW[i]!, close] as const);
const PRICES = { high: 'h', low: 'l', close: 'c' };
const band = bollinger('c', 5, 2);
const bandBefore = bollinger('c', 5, 2, { before: true });
const { macd: line, signal, histogram } = macd('c', 3, 6, 4);
const judged = anomaly('c', { method: 'robust', windows: 10, k: 2 });
const { slowK, slowD } = stochastic(PRICES, 5, 3, 2);

/**
 * The number of windows without a value, and the last four values, to nine decimals: of TA-Lib 0.8.1 (by its Python package
 * 0.8.2) for the functions that it has, called with the same settings on arrays of these prices; of the others by hand. Over
 * random walks of 10,000 bars, n up to 200, the same windows have values there, and these differ by less than 1e-10 of theirs.
 */
const ANSWERS: readonly (readonly [SeriesValue, number, readonly number[]])[] = [
  [value('c'), 0, [17.5, 16.5, 16, 18.5]],
  [lag('c', 3), 3, [15, 16, 15.5, 17.5]],
  [change('c', 3), 3, [2.5, 0.5, 0.5, 1]],
  [changePercent('c', 3), 3, [16.666666666667, 3.125, 3.225806451613, 5.714285714286]],
  [percentRank('c', 5), 4, [1, 0.75, 0.25, 1]],
  [sma('c', 4), 3, [16, 16.375, 16.375, 17.125]],
  [ema('c', 4), 3, [16.042669053645, 16.225601432187, 16.135360859312, 17.081216515587]],
  [band.lower, 4, [13.284832619442, 14.379534946591, 14.943534003375, 14.645934077146]],
  [band.middle, 4, [15.6, 16.1, 16.3, 16.8]],
  [band.upper, 4, [17.915167380558, 17.820465053409, 17.656465996625, 18.954065922854]],
  [bandBefore.lower, 5, [11.671572875254, 13.284832619442, 14.379534946591, 14.943534003375]],
  [bandBefore.upper, 5, [17.328427124746, 17.915167380558, 17.820465053409, 17.656465996625]],
  [rsi('c', 5), 5, [76.762489186608, 64.025877999941, 58.010141763158, 73.545309475233]],
  [line, 8, [0.8932587785, 0.660537799375, 0.375917764063, 0.756279499442]],
  [signal, 8, [0.650566519416, 0.654555031399, 0.543100124465, 0.628371874456]],
  [histogram, 8, [0.242692259085, 0.005982767976, -0.167182360402, 0.127907624986]],
  [atr(PRICES, 5), 5, [2.04916352, 1.939330816, 1.9514646528, 2.16117172224]],
  [slowK, 7, [82.070707070707, 77.020202020202, 63.888888888889, 62.5]],
  [judged.expected, 10, [14.25, 14.75, 15.25, 15.25]],
  [judged.upper, 10, [17.9565, 17.7152, 18.9565, 18.9565]],
  [judged.score, 10, [0.46718896, 0.371140143, 0.168293504, 0.46718896]],
  [slowD, 7, [81.376262626263, 79.545454545455, 70.454545454545, 63.194444444444]],
];

const named = ANSWERS.map(answer => [`${answer[0].kind} ${answer[0].line ?? ''}`.trim(), ...answer] as const);

test.each(named)('%s is what TA-Lib finds', (_, selected, missing, last) => {
  const values = valuesOf(selected, 'of' in selected ? CLOSE : BARS);
  expect(values.findIndex(each => each !== null)).toBe(missing);
  expect(values.slice(-4).map(each => each!.toFixed(9))).toEqual(last.map(each => each.toFixed(9)));
});

test('every function has known answers', () => {
  expect(seriesFunctions.map(({ kind }) => kind).sort()).toEqual(
    [...new Set(ANSWERS.map(([{ kind }]) => kind))].sort(),
  );
});

test('what a formula divides by may be zero: the value is null', () => {
  expect(valuesOf(changePercent('c', 1), [0, 5, 0])).toEqual([null, null, -100]);
  expect(valuesOf(rsi('c', 2), [3, 3, 3, 4])).toEqual([null, null, null, 100]);
  const flat = stochastic(PRICES, 2, 1, 2);
  const bars = [
    [4, 4, 4],
    [4, 4, 4],
    [6, 4, 5],
    [6, 4, 6],
  ];
  expect(valuesOf(flat.slowK, bars)).toEqual([null, null, 50, 100]);
  expect(valuesOf(flat.slowD, bars)).toEqual([null, null, null, 75]);
});

test('what is too large for a double is null, and the function begins anew', () => {
  const huge = Number.MAX_VALUE;
  expect(valuesOf(change('c', 1), [-huge, huge, 1, 2])).toEqual([null, null, -huge, 1]);
  expect(valuesOf(ema('c', 2), [huge, huge, huge, 1])).toEqual([null, null, null, huge / 2]);
});
