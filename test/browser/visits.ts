import { count, definePipeline, epochSeconds, string, tumbling } from 'tidemark';

/** Views that the test sends by the collector; open windows are reported too. */
export default definePipeline({
  name: 'visits',
  event: { anonymous_user_id: string(), url: string(), time: epochSeconds() },
  eventTime: 'time',
  watermark: { outOfOrderness: 0, idleTimeout: '1 hour', maxFutureSkew: '1 minute' },
  late: { allowed: '1 hour' },
  commitEvery: '1 second',
  queries: { views: { window: tumbling('10 seconds'), select: { views: count() }, emit: 'onUpdate' } },
});
