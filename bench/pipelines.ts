import { approxDistinct, avg, count, definePipeline, hopping, max, min } from 'tidemark';
import type { QueryInput } from '../engine/definition/define-pipeline';
import type { Pipeline } from '../engine/definition/pipeline';
import pageViews from '../pipelines/page-views';
import trades from '../pipelines/trades';

type WindowInput = QueryInput<string>['window'];

/** The built-in page views, with one query: views and visitors by path. */
export function pageViewPipeline(window: WindowInput = hopping('10 seconds', '5 seconds')): Pipeline {
  return definePipeline({
    name: 'bench-page-views',
    event: pageViews.fields,
    derive: { path: pageViews.derive['path']! },
    eventTime: pageViews.eventTime,
    queries: {
      views_by_path: {
        groupBy: ['path'],
        window,
        select: { views: count(), visitors: approxDistinct('anonymous_user_id') },
      },
    },
  });
}

/** The built-in trades, with one query: average, lowest and highest price by symbol. */
export function tradePipeline(window: WindowInput = hopping('10 seconds', '5 seconds')): Pipeline {
  return definePipeline({
    name: 'bench-trades',
    event: trades.fields,
    eventTime: trades.eventTime,
    queries: {
      prices: {
        groupBy: ['stockName'],
        window,
        select: { avgPrice: avg('price'), minPrice: min('price'), maxPrice: max('price'), count: count() },
      },
    },
  });
}
