import { definePipeline, epochMillis, string, tumbling } from 'tidemark';

/** The Yahoo Streaming Benchmark: views by campaign. */
export default definePipeline({
  name: 'ysb',
  event: { campaign_id: string(), event_type: string(), event_time: epochMillis({ text: true }) },
  eventTime: 'event_time',
  partitionBy: 'campaign_id',
  queries: {
    views: {
      where: "event_type = 'view'",
      groupBy: ['campaign_id'],
      window: tumbling('10 seconds'),
      select: { views: 'count(*)' },
    },
  },
});
