import { avg, count, definePipeline, epochMillis, hopping, integer, max, min, number, string } from 'tidemark';

/** Trades, with the query of the seed: 10 s windows every 5 s. */
export default definePipeline({
  name: 'measured-trades',
  event: { stockName: string(), tradeType: string(), price: number(), quantity: integer(), timestamp: epochMillis() },
  eventTime: 'timestamp',
  partitionBy: 'stockName',
  watermark: { outOfOrderness: '5 seconds' },
  queries: {
    prices: {
      groupBy: ['stockName'],
      window: hopping('10 seconds', '5 seconds'),
      select: { avgPrice: avg('price'), minPrice: min('price'), maxPrice: max('price'), count: count() },
    },
  },
});
