import { definePipeline, epochMillis, string, table, tumbling } from 'tidemark';

/** The Yahoo Streaming Benchmark: views by campaign, which the ad is looked up for. */
export default definePipeline({
  name: 'ysb',
  event: { ad_id: string(), event_type: string(), event_time: epochMillis({ text: true }) },
  lookups: { ads: table({ file: './ads.csv', key: 'ad_id', columns: { ad_id: string(), campaign_id: string() } }) },
  eventTime: 'event_time',
  partitionBy: 'ad_id',
  queries: {
    views: {
      where: "event_type = 'view'",
      groupBy: { campaign_id: 'lookup(ads, ad_id).campaign_id' },
      window: tumbling('10 seconds'),
      select: { views: 'count(*)' },
    },
  },
});
