import type { DefinitionError } from '../../../engine/index';
import {
  anomaly,
  atr,
  avg,
  bollinger,
  changePercent,
  definePipeline,
  epochMillis,
  lag,
  macd,
  number,
  percentRank,
  rsi,
  sma,
  stochastic,
  tumbling,
} from '../../../engine/index';

const PRICES = { high: 'price', low: 'price', close: 'price' };

function mistakes(select: object): readonly string[] {
  const queries = {
    prices: { window: tumbling('1 second'), select: { price: avg('price') } },
    trend: { over: 'prices', select: select as Record<string, ReturnType<typeof sma>> },
  };
  try {
    definePipeline({ name: 'quotes', event: { at: epochMillis(), price: number() }, eventTime: 'at', queries });
  } catch (error) {
    return (error as DefinitionError).problems;
  }
  return [];
}

const ROBUST = { method: 'robust', windows: 60 } as const;

/** What the compiler refuses. */
const loose = (builder: unknown) => builder as (...args: unknown[]) => object;

test.each([
  [lag('price', 0), ': n must be a whole number from 1 to 200: 0'],
  [changePercent('price', 201), ': n must be a whole number from 1 to 200: 201'],
  [percentRank('price', 1), ': n must be a whole number from 2 to 200: 1'],
  [rsi('price', 2.5), ': n must be a whole number from 2 to 200: 2.5'],
  [macd('price', 26, 12, 9).macd, ': fast must be a whole number from 2 to 199, below slow: 26'],
  [macd('price', 12, 26, 1).macd, ': signal must be a whole number from 2 to 200: 1'],
  [stochastic(PRICES, 14, 0, 3).slowK, ': slowing must be a whole number from 1 to 200: 0'],
  [stochastic(PRICES, 1, 1, 1).slowK, ': n must be a whole number from 2 to 200: 1'],
  [loose(bollinger)('price', 3, 2, { before: false }), '.lower: before must be true or absent: false'],
  [loose(bollinger)('price', 3, 2, { befor: true }), '.lower.befor: no such name; did you mean before?'],
  [loose(atr)({ high: 'price', low: 'price' }, 3), ': atr needs close'],
  [loose(atr)({ ...PRICES, open: 'price' }, 3), '.open: no such name; expected kind, high, low, close, n'],
  [atr({ ...PRICES, low: 'prise' }, 3), ': query prices selects no "prise"; did you mean price?'],
  [loose(rsi)('price', 3, 4), ': rsi takes the name of a value and n, got also 4'],
  [loose(atr)(PRICES, 3, 4), ': atr takes the names of high, low and close, and n, got also 4'],
  [
    loose(anomaly)('price', { method: 'robust' }),
    '.expected: windows must be a whole number from 10 to 1,000: undefined',
  ],
  [loose(anomaly)('price'), '.expected: method must be one of robust, seasonal, extremes, auto: undefined'],
  [
    loose(anomaly)('price', { ...ROBUST, method: 'arima' }),
    '.expected: method must be one of robust, seasonal, extremes, auto: "arima"',
  ],
  [anomaly('price', { ...ROBUST, k: 0 }), '.expected: k must be from 0.1 to 100: 0'],
  [anomaly('price', { ...ROBUST, floor: -1 }), '.expected: floor must be a number from 0 or absent: -1'],
  [anomaly('price', { ...ROBUST, quiet: 1001 }), '.expected: quiet must be a whole number from 0 to 1,000: 1001'],
  [loose(anomaly)('price', { ...ROBUST, counts: false }), '.expected: counts must be true or absent: false'],
  [loose(anomaly)('price', { ...ROBUST, window: 60 }), '.expected.window: no such name; did you mean windows?'],
  [
    anomaly('price', { method: 'auto', windows: 60, timeZone: 'Mars/Base' }),
    '.expected: timeZone must be a time zone such as \'Europe/Zurich\', of method seasonal or auto: "Mars/Base"',
  ],
  [
    anomaly('price', { ...ROBUST, timeZone: 'Europe/Zurich' }),
    '.expected: timeZone must be a time zone such as \'Europe/Zurich\', of method seasonal or auto: "Europe/Zurich"',
  ],
  [loose(anomaly)('price', ROBUST, 60), '.expected: anomaly takes the name of a value and options, got also 60'],
  [loose(anomaly)('prize', ROBUST), '.expected: query prices selects no "prize"; did you mean price?'],
  [{ ...rsi('price', 3), fast: 2 }, '.fast: only macd takes it'],
  [{ ...rsi('price', 3), high: 'price' }, '.high: only atr, stochastic take it'],
  [{ ...macd('price', 2, 3, 2).macd, line: 'slow' }, '.line: expected macd, signal or histogram: "slow"'],
  [
    { kind: 'median', of: 'price' },
    `: expected a value along the windows, such as sma('price', 12): {"kind":"median","of":"price"}`,
  ],
])('a wrong value along the windows is refused in one line: %j', (selected, line) => {
  const isBand = 'lower' in selected || 'expected' in selected;
  const [first] = mistakes(isBand ? selected : { x: selected, mean: sma('price', 3) });
  expect(first).toBe(`queries.trend.select${isBand ? '' : '.x'}${line}`);
});

test('right ones are taken', () => {
  expect(
    mistakes({
      ...bollinger('price', 3, 2, { before: true }),
      ...macd('price', 12, 26, 9),
      ...stochastic(PRICES, 14, 3, 3),
      range: atr(PRICES, 14),
      ...anomaly('price', { method: 'robust', windows: 1_000, k: 3.5, quiet: 0, floor: 0.5, counts: true }),
    }),
  ).toEqual([]);
});
