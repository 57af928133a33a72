import { avg, count, definePipeline, epochMillis, hopping, integer, max, min, number, string } from 'tidemark';

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
      select: { avgPrice: avg('price'), minPrice: min('price'), maxPrice: max('price'), count: count() },
    },
  },
});
