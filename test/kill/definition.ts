import { avg, count, definePipeline, epochMillis, hopping, integer, max, min, number, sma, string } from 'tidemark';

/** The trades, committed as often as the platform can, so that kills meet many commits and epochs. */
export default definePipeline({
  name: 'killed-trades',
  event: { stockName: string(), tradeType: string(), price: number(), quantity: integer(), timestamp: epochMillis() },
  eventTime: 'timestamp',
  partitionBy: 'stockName',
  watermark: { outOfOrderness: '5 seconds' },
  late: { allowed: '1 hour' },
  commitEvery: '1 second',
  queries: {
    prices: {
      groupBy: ['stockName'],
      window: hopping('10 seconds', '5 seconds'),
      select: { avgPrice: avg('price'), minPrice: min('price'), maxPrice: max('price'), count: count() },
    },
    trend: { over: 'prices', select: { sma12: sma('avgPrice', 12) } },
  },
});
