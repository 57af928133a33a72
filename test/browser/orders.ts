import { count, definePipeline, integer, isoTime, string, tumbling } from 'tidemark';

/** A stranger's pipeline: nothing in the page knows it. */
export default definePipeline({
  name: 'orders',
  event: { country: string(), channel: string(), cents: integer(), returned: integer(), at: isoTime() },
  eventTime: 'at',
  watermark: { outOfOrderness: 0, idleTimeout: '2 seconds' },
  late: { allowed: 0 },
  commitEvery: '1 second',
  queries: {
    quarters: { window: tumbling('15 minutes'), select: { orders: count(), mean: 'avg(cents)' } },
    sales: {
      groupBy: ['country', 'channel'],
      window: tumbling('1 minute'),
      select: {
        orders: count(),
        revenue: 'sum(cents)',
        returns: 'count(*) filter (where returned = 1)',
        return_rate: 'returns / orders',
        basket: 'revenue / orders',
        highest: 'max(cents)',
      },
    },
  },
});
