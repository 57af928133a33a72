import { count, definePipeline, epochSeconds, string, tumbling } from 'tidemark';

/** Hourly requests of an Apache log. */
export default definePipeline({
  name: 'access-log',
  event: { host: string(), time: epochSeconds(), url: string() },
  eventTime: 'time',
  partitionBy: 'host',
  watermark: { outOfOrderness: 0 },
  late: { allowed: '1 hour' },
  queries: { hourly: { window: tumbling('1 hour'), select: { requests: count() } } },
});
