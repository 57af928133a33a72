import {
  avg,
  bollinger,
  count,
  definePipeline,
  ema,
  epochMillis,
  first,
  hopping,
  integer,
  last,
  max,
  min,
  number,
  sma,
  string,
  value,
} from 'tidemark';

/** Stock trades: the moving figures per symbol. */
export default definePipeline({
  name: 'trades',
  event: {
    stockName: string(),
    tradeType: string(),
    price: number(),
    quantity: integer(),
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
  },
});
