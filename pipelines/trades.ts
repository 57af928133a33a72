import {
  atr,
  avg,
  bollinger,
  count,
  cumulate,
  definePipeline,
  ema,
  epochMillis,
  first,
  hopping,
  last,
  macd,
  max,
  min,
  number,
  rsi,
  sma,
  string,
  tumbling,
  value,
} from 'tidemark';

/** Open, high, low and close of a symbol, with what was traded and at which mean price. */
const candles = (size: string) => ({
  groupBy: ['stockName'] as const,
  window: tumbling(size),
  select: {
    open: first('price'),
    high: max('price'),
    low: min('price'),
    close: last('price'),
    volume: 'sum(quantity)',
    vwap: 'sum(price * quantity) / volume',
    trades: count(),
  },
});

/** Stock trades: moving figures, candles and indicators per symbol. */
export default definePipeline({
  name: 'trades',
  event: {
    stockName: string(),
    tradeType: string(),
    price: number(),
    quantity: number(),
    timestamp: epochMillis(),
    eventTimeReadable: string().optional(),
  },
  eventTime: 'timestamp',
  partitionBy: 'stockName',
  watermark: { outOfOrderness: '5 seconds', idleTimeout: '30 seconds', maxFutureSkew: '1 minute' },
  late: { allowed: '1 hour' },
  commitEvery: '5 seconds',
  queries: {
    prices: {
      groupBy: ['stockName'],
      window: hopping('10 seconds', '5 seconds'),
      select: {
        avgPrice: avg('price'),
        minPrice: min('price'),
        maxPrice: max('price'),
        count: count(),
        openPrice: first('price'),
        closePrice: last('price'),
      },
    },
    /** One minute of closed windows: twelve, five seconds apart. */
    trend: {
      over: 'prices',
      select: {
        price: value('avgPrice'),
        sma12: sma('avgPrice', 12),
        ema12: ema('avgPrice', 12),
        ...bollinger('avgPrice', 12, 2),
      },
    },
    candles_1s: candles('1 second'),
    candles_1m: candles('1 minute'),
    candles_1h: candles('1 hour'),
    indicators: {
      over: 'candles_1m',
      select: {
        sma20: sma('close', 20),
        ema20: ema('close', 20),
        ...bollinger('close', 20, 2),
        rsi14: rsi('close', 14),
        ...macd('close', 12, 26, 9),
        atr14: atr({ high: 'high', low: 'low', close: 'close' }, 14),
      },
    },
    /** Of the exchange's day so far, each quarter of an hour. */
    volume_today: {
      groupBy: ['stockName'],
      window: cumulate('1 day', '15 minutes', { timeZone: 'Australia/Sydney' }),
      select: { volume: 'sum(quantity)', vwap: 'sum(price * quantity) / volume', trades: count() },
    },
  },
});
