import {
  approxDistinct,
  boolean,
  count,
  definePipeline,
  epochSeconds,
  hopping,
  session,
  string,
  topK,
  tumbling,
} from 'tidemark';

/** What visitors should come to in the end, and a step on the way there. */
const GOAL = "path = '/checkout'";
const CART = "path = '/cart'";

const HOST = String.raw`^[a-z0-9-]+(\.[a-z0-9-]+)+$`;
/** Sites, by their hosts and by what links to them name as their utm_source. */
const SEARCH = String.raw`^(www\.|search\.|m\.)?(google|bing|duckduckgo|yahoo|ecosia|baidu|yandex|startpage|kagi)(\.[a-z]{2,3}){0,2}$`;
const SOCIAL = String.raw`(^|\.)(facebook|instagram|linkedin|pinterest|reddit|tiktok|twitter|youtube)(\.com)?$|^(t\.co|x\.com|lnkd\.in)$`;

/** Counts, sums and quotients of them: several keys or hours together have the sums, and their quotients. */
const OF_VISITS = {
  visits: 'count(*)',
  bounces: 'count(*) filter (where pages = 1)',
  bounce_rate: 'bounces / visits',
  pages: 'sum(pages)',
  pages_per_visit: 'pages / visits',
  duration: 'sum(duration)',
  mean_duration: 'duration / visits',
  conversions: 'count(*) filter (where converted)',
  conversion_rate: 'conversions / visits',
};

/** Page views of a web site: views as they come, and the visits that they make. */
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
    country: string().optional(),
    bot: boolean().optional(),
  },
  derive: {
    path: 'url_path(url)',
    host: 'url_host(url)',
    utm_source: "url_parameter(url, 'utm_source')",
    utm_medium: "url_parameter(url, 'utm_medium')",
    utm_campaign: "url_parameter(url, 'utm_campaign')",
    /** Of a referrer that is an address, or a host alone. */
    referrer_host: `nullif(coalesce(url_host(referrer), if(regexp_like(lower(referrer), '${HOST}'), lower(referrer))), host)`,
    tagged_source: "nullif(lower(utm_source), '')",
    source: "coalesce(tagged_source, referrer_host, 'direct')",
    channel: `case
      when coalesce(tagged_source, utm_medium, utm_campaign, referrer_host) is null then 'direct'
      when lower(utm_medium) in ('cpc', 'ppc', 'paid', 'display') then 'paid'
      when lower(utm_medium) in ('email', 'newsletter') then 'email'
      when lower(utm_medium) = 'social' or regexp_like(source, '${SOCIAL}') then 'social'
      when regexp_like(source, '${SEARCH}') then 'search'
      when lower(utm_medium) = 'referral' then 'referral'
      when coalesce(tagged_source, utm_medium, utm_campaign) is not null then 'campaign'
      else 'referral' end`,
    shorter_side: `least(
      try_cast(split_part(screen_resolution, 'x', 1) as number),
      try_cast(split_part(screen_resolution, 'x', 2) as number))`,
    device: `case
      when os in ('Android', 'iOS') then if(shorter_side >= 600, 'tablet', 'mobile')
      when os is not null or shorter_side >= 600 then 'desktop'
      when shorter_side is not null then 'mobile' end`,
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
    live_visitors: {
      window: hopping('5 minutes', '10 seconds'),
      select: { views: count(), visitors: approxDistinct('anonymous_user_id') },
    },
    visits: {
      groupBy: ['anonymous_user_id'],
      window: session('30 minutes'),
      select: {
        pages: 'count(*)',
        entry_page: 'first_value(path)',
        exit_page: 'last_value(path)',
        source: 'first_value(source)',
        channel: 'first_value(channel)',
        medium: 'first_value(utm_medium) respect nulls',
        campaign: 'first_value(utm_campaign) respect nulls',
        device: 'first_value(device)',
        browser: 'first_value(browser)',
        os: 'first_value(os)',
        country: 'first_value(country)',
        reached_cart: `bool_or(${CART})`,
        converted: `bool_or(${GOAL})`,
      },
      keep: '30 days',
    },
    visits_by_hour: {
      over: 'visits',
      window: tumbling('1 hour'),
      select: OF_VISITS,
    },
    visits_by_source: {
      over: 'visits',
      groupBy: ['channel', 'source', 'campaign', 'entry_page', 'exit_page', 'device', 'browser', 'country'],
      window: tumbling('1 hour'),
      select: OF_VISITS,
    },
    funnel: {
      over: 'visits',
      window: tumbling('1 day'),
      select: {
        visits: 'count(*)',
        carts: 'count(*) filter (where reached_cart)',
        conversions: 'count(*) filter (where reached_cart and converted)',
        conversion_rate: 'conversions / visits',
      },
    },
    visitors: {
      over: 'visits',
      groupBy: ['anonymous_user_id'],
      window: tumbling('1 day'),
      select: { visits: 'count(*)' },
      keep: '30 days',
    },
    /** New are those who came once that day, returning those who came again: no id lasts longer than that. */
    returning: {
      over: 'visitors',
      window: tumbling('1 day'),
      select: {
        visitors: 'count(*)',
        new_visitors: 'count(*) filter (where visits = 1)',
        returning_visitors: 'count(*) filter (where visits > 1)',
        visits: 'sum(visits)',
      },
    },
  },
});
