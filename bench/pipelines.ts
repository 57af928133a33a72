import {
  approxDistinct,
  avg,
  count,
  definePipeline,
  epochMillis,
  epochSeconds,
  hopping,
  integer,
  isoTime,
  max,
  min,
  number,
  string,
  sum,
} from 'tidemark';
import type { QueryInput } from '../engine/definition/pipeline-input';
import type { Pipeline } from '../engine/definition/pipeline';

type WindowInput = QueryInput<string>['window'];

/** Page views as the built-in pipeline reads them, with one query: views and visitors by path. */
export function pageViewPipeline(window: WindowInput = hopping('10 seconds', '5 seconds')): Pipeline {
  return definePipeline({
    name: 'bench-page-views',
    event: {
      anonymous_user_id: string(),
      url: string(),
      time: epochSeconds(),
      browser: string().optional(),
      os: string().optional(),
      screen_resolution: string().optional(),
    },
    derive: { path: 'url_path(url)' },
    eventTime: 'time',
    queries: {
      views_by_path: {
        groupBy: ['path'],
        window,
        select: { views: count(), visitors: approxDistinct('anonymous_user_id') },
      },
    },
  });
}

const TRADE = {
  stockName: string(),
  tradeType: string(),
  price: number(),
  quantity: integer(),
  timestamp: epochMillis(),
  eventTimeReadable: string().optional(),
};

/** Trades as rows of CSV. */
export function csvTradePipeline(): Pipeline {
  return definePipeline({
    name: 'bench-csv-trades',
    source: { format: 'csv', columns: Object.keys(TRADE) },
    event: TRADE,
    eventTime: 'timestamp',
    queries: { all: { window: hopping('10 seconds', '5 seconds'), select: { count: count() } } },
  });
}

/** Trades as the built-in pipeline reads them, with one query: average, lowest and highest price by symbol. */
export function tradePipeline(
  window: WindowInput = hopping('10 seconds', '5 seconds'),
  where?: "tradeType = 'BUY'",
): Pipeline {
  return definePipeline({
    name: 'bench-trades',
    event: TRADE,
    eventTime: 'timestamp',
    queries: {
      prices: {
        ...(where && { where }),
        groupBy: ['stockName'],
        window,
        select: { avgPrice: avg('price'), minPrice: min('price'), maxPrice: max('price'), count: count() },
      },
    },
  });
}

/** The same trades where their numbers are text. */
export function textTradePipeline(window: WindowInput = hopping('10 seconds', '5 seconds')): Pipeline {
  return definePipeline({
    name: 'bench-text-trades',
    event: {
      stockName: string(),
      tradeType: string(),
      price: number({ text: true }),
      quantity: integer({ text: true }),
      timestamp: epochMillis({ text: true }),
      eventTimeReadable: string().optional(),
    },
    eventTime: 'timestamp',
    queries: {
      prices: {
        groupBy: ['stockName'],
        window,
        select: { avgPrice: avg('price'), minPrice: min('price'), maxPrice: max('price'), count: count() },
      },
    },
  });
}

/** Orders as Segment sends them, with one query: orders and revenue by the page's path. */
export function nestedPipeline(): Pipeline {
  return definePipeline({
    name: 'bench-orders',
    event: {
      type: string(),
      visitor: string({ at: 'anonymousId' }),
      path: string({ at: 'context.page.path' }),
      campaign: string({ at: 'context.campaign.name' }).optional(),
      revenue: number({ at: 'properties.revenue', text: true }).optional(),
      firstPrice: number({ at: 'properties.products[0].price' }).optional(),
      at: isoTime({ at: 'timestamp' }),
    },
    eventTime: 'at',
    queries: {
      revenue_by_path: {
        groupBy: ['path'],
        window: hopping('10 seconds', '5 seconds'),
        select: { orders: count(), revenue: sum('revenue') },
      },
    },
  });
}
