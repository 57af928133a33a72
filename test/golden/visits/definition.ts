import { boolean, definePipeline, epochMillis, session, string, tumbling } from '../../../engine/index';

const CLOCKS = { timeZone: 'Europe/Zurich' };

/** What a site's analytics shows, from page views: visits, where they come from and how they end, and who returns. */
export default definePipeline({
  name: 'site',
  event: {
    visitor: string(),
    path: string(),
    referrer: string().optional(),
    medium: string().optional(),
    mobile: boolean(),
    ts: epochMillis(),
  },
  derive: {
    channel: `case when medium = 'cpc' then 'paid' when medium is not null then 'campaign' when referrer is null then 'direct'
      when url_host(referrer) in ('search.example', 'find.example') then 'search' else 'referral' end`,
  },
  eventTime: 'ts',
  watermark: { outOfOrderness: '5 seconds' },
  late: { allowed: '2 hours' },
  queries: {
    visits: {
      groupBy: ['visitor'],
      window: session('30 minutes'),
      select: {
        pages: 'count(*)',
        entry: 'first_value(path)',
        exit: 'last_value(path)',
        channel: 'first_value(channel)',
        mobile: 'first_value(mobile)',
        cart: "min(ts) filter (where path = '/cart')",
        paid: "max(ts) filter (where path = '/paid')",
      },
    },
    hours: {
      over: 'visits',
      window: tumbling('1 hour'),
      select: {
        visits: 'count(*)',
        bounces: 'count(*) filter (where pages = 1)',
        bounce_rate: 'bounces / visits',
        pages: 'sum(pages)',
        longest: 'max(duration)',
        duration: 'sum(duration)',
      },
    },
    channels: {
      over: 'visits',
      groupBy: ['channel', 'mobile'],
      window: tumbling('1 day', CLOCKS),
      select: { visits: 'count(*)', pages: 'sum(pages)', visitors: 'count(distinct visitor, 5000)' },
    },
    entries: {
      over: 'visits',
      groupBy: ['entry'],
      window: tumbling('1 day', CLOCKS),
      select: { visits: 'count(*)' },
      top: { n: 3, by: 'visits' },
    },
    exits: {
      over: 'visits',
      where: 'pages > 1',
      groupBy: ['exit'],
      window: tumbling('1 day', CLOCKS),
      select: { visits: 'count(*)' },
      having: 'visits >= 3',
    },
    funnel: {
      over: 'visits',
      window: tumbling('1 day', CLOCKS),
      select: {
        visits: 'count(*)',
        carts: 'count(cart)',
        paid: 'count(*) filter (where paid > cart)',
        conversion: 'paid / visits',
      },
    },
    visitors: {
      over: 'visits',
      groupBy: ['visitor'],
      window: tumbling('1 day', CLOCKS),
      select: { visits: 'count(*)' },
    },
    returning: {
      over: 'visitors',
      window: tumbling('1 day', CLOCKS),
      select: { visitors: 'count(*)', again: 'count(*) filter (where visits > 1)', most: 'max(visits)' },
    },
    weeks: {
      over: 'funnel',
      window: tumbling('1 week', CLOCKS),
      select: { days: 'count(*)', visits: 'sum(visits)', paid: 'sum(paid)', best: 'max(conversion)' },
    },
  },
});
