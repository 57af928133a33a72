import {
  avg,
  count,
  definePipeline,
  epochMillis,
  hopping,
  max,
  min,
  type Pipeline,
  string,
  table,
  tumbling,
} from 'tidemark';
import pageViews from '../../pipelines/page-views';
import trades from '../../pipelines/trades';
import type { Workload } from './input';

const window = hopping('10 seconds', '5 seconds');
const watermark = { outOfOrderness: '5 seconds' };

const pathOf = (url: string): string => /^[^?#]*/.exec(url.replace(/^[a-z]+:\/\/[^/?#]*/i, ''))![0] || '/';

/** The same query and window that spark.py and flink.py state. */
export const PIPELINES: Readonly<Record<Workload, Pipeline>> = {
  trades: definePipeline({
    name: 'trades',
    event: trades.fields,
    eventTime: 'timestamp',
    watermark,
    late: { allowed: 0 },
    queries: {
      prices: {
        groupBy: ['stockName'],
        window,
        select: { avgPrice: avg('price'), minPrice: min('price'), maxPrice: max('price'), count: count() },
      },
    },
  }),
  'page-views': definePipeline({
    name: 'page-views',
    event: pageViews.fields,
    derive: { path: view => pathOf(view['url'] as string) },
    eventTime: 'time',
    watermark,
    late: { allowed: 0 },
    queries: { views: { groupBy: ['path'], window, select: { count: count() } } },
  }),
  ysb: definePipeline({
    name: 'ysb',
    event: { ad_id: string(), event_type: string(), event_time: epochMillis({ text: true }) },
    lookups: { ads: table({ file: './ads.csv', key: 'ad_id', columns: { ad_id: string(), campaign_id: string() } }) },
    eventTime: 'event_time',
    watermark,
    late: { allowed: 0 },
    queries: {
      views: {
        where: "event_type = 'view'",
        groupBy: { campaign_id: 'lookup(ads, ad_id).campaign_id' },
        window: tumbling('10 seconds'),
        select: { count: count() },
      },
    },
  }),
};
