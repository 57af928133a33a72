import {
  approxDistinct,
  count,
  epochMillis,
  last,
  number,
  type SourcesInput,
  string,
  sum,
  tumbling,
} from '../../engine/index';

/** A pipeline over two streams. */
export const views = {
  event: { user: string(), campaign: string().optional(), at: epochMillis() },
  eventTime: 'at',
  partitionBy: 'user',
} as const;
export const orders = {
  event: { utm: string().optional(), amount: number(), time: epochMillis() },
  derive: { campaign: 'lower(utm)' },
  eventTime: 'time',
  watermark: { outOfOrderness: '20 seconds' },
};
export const conversion = {
  from: {
    views: {
      select: { views: count(), visitors: approxDistinct('user'), last_user: last('user', { nulls: 'respect' }) },
    },
    orders: {
      where: 'amount > 0',
      select: { orders: count(), revenue: sum('amount'), mean: 'sum(amount) / count(*)' },
    },
  },
  groupBy: ['campaign'],
  window: tumbling('10 seconds'),
  select: { conversion: 'orders / views' },
} as const;
export const shop: SourcesInput = {
  name: 'shop',
  sources: { views, orders },
  queries: {
    conversion,
    by_user: { from: 'views', groupBy: ['user'], window: tumbling('10 seconds'), select: { views: count() } },
    best: { over: 'conversion', window: tumbling('1 minute'), select: { best: 'max(conversion)' } },
  },
};
