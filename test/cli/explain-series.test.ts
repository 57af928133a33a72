import { planOf } from '../../cli/explain/plan';
import {
  anomaly,
  atr,
  bollinger,
  definePipeline,
  epochMillis,
  last,
  macd,
  max,
  min,
  number,
  stochastic,
  tumbling,
  value,
} from '../../engine/index';

test('values along the windows are shown as calls, with the line that is selected', () => {
  const prices = { high: 'high', low: 'low', close: 'close' };
  const pipeline = definePipeline({
    name: 'quotes',
    event: { at: epochMillis(), price: number() },
    eventTime: 'at',
    queries: {
      bars: { window: tumbling('1 minute'), select: { high: max('price'), low: min('price'), close: last('price') } },
      turns: {
        over: 'bars',
        select: {
          close: value('close'),
          ...bollinger('close', 20, 2, { before: true }),
          ...macd('close', 12, 26, 9),
          range: atr(prices, 14),
          score: anomaly('close', { method: 'robust', windows: 60, quiet: 0 }).score,
          ...stochastic(prices, 14, 3, 2),
        },
      },
    },
  });
  const { values } = planOf(pipeline, { rate: 1, keys: 1 }).queries[1]!;
  expect(values.map(({ name, expression }) => [name, expression])).toEqual([
    ['close', 'close'],
    ['lower', 'bollinger(close, 20, 2, before), lower'],
    ['middle', 'bollinger(close, 20, 2, before), middle'],
    ['upper', 'bollinger(close, 20, 2, before), upper'],
    ['macd', 'macd(close, 12, 26, 9), macd'],
    ['signal', 'macd(close, 12, 26, 9), signal'],
    ['histogram', 'macd(close, 12, 26, 9), histogram'],
    ['range', 'atr(high, low, close, 14)'],
    ['score', 'anomaly(close, robust, 60, 5, 0), score'],
    ['slowK', 'stochastic(high, low, close, 14, 3, 2), slowK'],
    ['slowD', 'stochastic(high, low, close, 14, 3, 2), slowD'],
  ]);
});
