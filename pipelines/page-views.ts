import {
  approxDistinct,
  boolean,
  count,
  definePipeline,
  epochSeconds,
  hopping,
  string,
  topK,
  tumbling,
} from 'tidemark';

/** Page views of a web site: views and visitors by path, source and browser. */
export default definePipeline({
  name: 'page-views',
  event: {
    anonymous_user_id: string(),
    url: string(),
    time: epochSeconds(),
    browser: string().optional(),
    os: string().optional(),
    screen_resolution: string().optional(),
    referrer: string().optional(),
    bot: boolean().optional(),
  },
  derive: {
    path: 'url_path(url)',
    host: 'url_host(url)',
    utm_source: "url_parameter(url, 'utm_source')",
    utm_medium: "url_parameter(url, 'utm_medium')",
    utm_campaign: "url_parameter(url, 'utm_campaign')",
  },
  eventTime: 'time',
  partitionBy: 'anonymous_user_id',
  watermark: { outOfOrderness: '5 seconds', idleTimeout: '30 seconds', maxFutureSkew: '1 minute' },
  late: { allowed: '1 hour' },
  commitEvery: '5 seconds',
  queries: {
    views_by_path: {
      groupBy: ['path'],
      window: hopping('10 seconds', '5 seconds'),
      select: { views: count(), visitors: approxDistinct('anonymous_user_id') },
    },
    traffic: {
      window: tumbling('1 minute'),
      select: { views: count(), visitors: approxDistinct('anonymous_user_id'), topPaths: topK('path', 10) },
    },
    views_by_source: {
      groupBy: ['utm_source', 'utm_medium', 'utm_campaign'],
      window: tumbling('1 minute'),
      select: { views: count(), visitors: approxDistinct('anonymous_user_id') },
    },
    views_by_browser: {
      groupBy: ['browser'],
      window: tumbling('1 minute'),
      select: { views: count(), visitors: approxDistinct('anonymous_user_id') },
    },
  },
});
