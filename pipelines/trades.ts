import { avg, count, definePipeline, epochMillis, first, hopping, integer, last, max, min, number, string, sum, tumbling } from 'tidemark';

/** Stock trades: the moving figures per symbol, and one-minute bars. */
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
  derive: { notional: trade => trade.price * trade.quantity },
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
    bars: {
      groupBy: ['stockName'],
      window: tumbling('1 minute'),
      select: { open: first('price'), high: max('price'), low: min('price'), close: last('price'), volume: sum('quantity'), notional: sum('notional') },
    },
  },
});
