import trades from '../../pipelines/trades';
import { Rig } from '../support/rig';

const NINE_TRADES = `AMC,SELL,158.84,216,1534849271061
AGL,BUY,496.53,233,1534849272066
AGL,SELL,26.57,181,1534849273070
AMC,BUY,755.46,231,1534849274072
AGL,SELL,948.21,540,1534849275077
ANZ,BUY,899.60,647,1534849276082
ANZ,SELL,494.85,714,1534849277086
ANZ,BUY,26.44,333,1534849278087
AGL,SELL,910.43,943,1534849279088`
  .split('\n')
  .map(line => line.split(','))
  .map(([stockName, tradeType, price, quantity, timestamp]) => ({
    stockName,
    tradeType,
    price: Number(price),
    quantity: Number(quantity),
    timestamp: Number(timestamp),
  }));

describe('the nine trades of the seed project', () => {
  it('give seven windows of prices, three of them for AGL', async () => {
    const rig = new Rig(trades);
    await rig.aggregate([rig.put(NINE_TRADES)]);
    const report = await rig.finalize({ endOfInput: true });
    const prices = rig.latest().filter(result => result.query === 'prices');
    expect(report).toMatchObject({ caughtUp: true, flushed: true });
    expect(prices).toHaveLength(7);
    expect(prices.filter(result => result.key['stockName'] === 'AGL')).toHaveLength(3);
    expect(prices.find(result => result.key['stockName'] === 'AMC')).toMatchObject({
      id: 'trades/prices/2018-08-21T11:01:05.000Z/10000/["AMC"]',
      window: { start: '2018-08-21T11:01:05.000Z', end: '2018-08-21T11:01:15.000Z' },
      revision: 0,
      final: true,
      values: { avgPrice: 457.15000000000003, minPrice: 158.84, maxPrice: 755.46, count: 2 },
    });
  });

  it('give a candle of their minute, and the volume of the day in Sydney from then on', async () => {
    const rig = new Rig(trades);
    await rig.aggregate([rig.put(NINE_TRADES)]);
    await rig.finalize({ endOfInput: true });
    const of = (query: string) => rig.latest().filter(each => each.query === query && each.key['stockName'] === 'AGL');
    const [candle, ...others] = of('candles_1m');
    expect(others).toEqual([]);
    const turnover = 496.53 * 233 + 26.57 * 181 + 948.21 * 540 + 910.43 * 943;
    expect(candle).toMatchObject({
      window: { start: '2018-08-21T11:01:00.000Z', end: '2018-08-21T11:02:00.000Z' },
      values: { open: 496.53, high: 948.21, low: 26.57, close: 910.43, volume: 1_897, trades: 4 },
    });
    expect(candle!.values['vwap']).toBeCloseTo(turnover / 1_897, 9);
    expect(of('candles_1h').map(({ values }) => values)).toEqual([candle!.values]);
    expect(of('candles_1s')).toHaveLength(4);
    const day = of('volume_today');
    expect(day).toHaveLength(12);
    expect(day[0]).toMatchObject({ window: { start: '2018-08-20T14:00:00.000Z', end: '2018-08-21T11:15:00.000Z' } });
    expect(day.at(-1)).toMatchObject({ window: { end: '2018-08-21T14:00:00.000Z' } });
    const { vwap } = candle!.values;
    for (const { values } of day) expect(values).toEqual({ volume: 1_897, vwap, trades: 4 });
  });

  it('give the same results one event a record, a commit for each', async () => {
    const whole = new Rig(trades);
    await whole.aggregate([whole.put(NINE_TRADES)]);
    await whole.finalize({ endOfInput: true });
    const single = new Rig(trades);
    for (const trade of NINE_TRADES) await single.aggregate([single.put(trade)]);
    await single.finalize({ endOfInput: true });
    const values = (rig: Rig) => rig.latest().map(({ id, values }) => ({ id, values }));
    expect(values(single)).toEqual(values(whole));
  });
});
