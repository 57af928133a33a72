import { approxDistinct, count, definePipeline, epochSeconds, hopping, session, string, tumbling } from 'tidemark';

/** Requests of a web server's log, for known answers computed elsewhere. */
export default definePipeline({
  name: 'nasa',
  event: { host: string(), time: epochSeconds(), url: string() },
  derive: { path: request => request.url.split('?', 1)[0]! },
  eventTime: 'time',
  partitionBy: 'host',
  queries: {
    five_minutes: { window: tumbling('5 minutes'), select: { requests: count(), hosts: approxDistinct('host') } },
    ten_minutes: { window: hopping('10 minutes', '1 minute'), select: { requests: count() } },
    by_path: { groupBy: ['path'], window: tumbling('1 hour'), select: { requests: count() } },
    sessions: { groupBy: ['host'], window: session('1200 seconds'), select: { requests: count() } },
  },
});
