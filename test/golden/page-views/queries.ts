const parameter = (name: string): string =>
  `nullif(regexp_extract(url, '[?&]utm_${name}=([^&]*)', 1), '') AS utm_${name}`;

/** Visits of the synthetic views, whose sites, hosts and devices are known. `t` is when one counts: its last millisecond. */
const VISITS = `
  viewed AS (
    SELECT *, round(time * 1000)::BIGINT AS ts, regexp_extract(url, '^https://[^/]+([^?]*)', 1) AS path,
      ${['source', 'medium', 'campaign'].map(parameter).join(', ')} FROM event
  ),
  marked AS (
    SELECT *, coalesce(utm_source, referrer, 'direct') AS source,
      CASE WHEN utm_medium = 'cpc' THEN 'paid' WHEN utm_medium IN ('email', 'social', 'referral') THEN utm_medium
        WHEN referrer IN ('www.google.com', 'www.bing.com', 'duckduckgo.com') THEN 'search'
        WHEN referrer IN ('www.linkedin.com', 't.co') THEN 'social' WHEN referrer IS NOT NULL THEN 'referral' ELSE 'direct' END AS channel,
      CASE WHEN screen_resolution = '820x1180' THEN 'tablet' WHEN os IN ('Android', 'iOS') THEN 'mobile' ELSE 'desktop' END AS device,
      CASE WHEN ts - lag(ts) OVER w <= 1800000 THEN 0 ELSE 1 END AS begins
    FROM viewed WINDOW w AS (PARTITION BY anonymous_user_id ORDER BY ts)
  ),
  numbered AS (SELECT *, sum(begins) OVER (PARTITION BY anonymous_user_id ORDER BY ts) AS visit FROM marked),
  visits AS (
    SELECT anonymous_user_id, min(ts) AS window_start, max(ts) + 1800000 AS window_end, count(*) AS pages,
      first(path ORDER BY ts) AS entry_page, last(path ORDER BY ts) AS exit_page, first(source ORDER BY ts) AS source,
      first(channel ORDER BY ts) AS channel, first(utm_medium ORDER BY ts) AS medium, first(utm_campaign ORDER BY ts) AS campaign,
      any_value(device) AS device, any_value(browser) AS browser, any_value(os) AS os, any_value(country) AS country,
      bool_or(path = '/cart') AS reached_cart, bool_or(path = '/checkout') AS converted,
      max(ts) - min(ts) AS duration, max(ts) + 1799999 AS t
    FROM numbered GROUP BY anonymous_user_id, visit
  )`;

const windowOf = (ms: number): string => `t // ${ms} * ${ms} AS window_start, t // ${ms} * ${ms} + ${ms} AS window_end`;
const HOUR = windowOf(3_600_000);
const DAY = windowOf(86_400_000);

const COUNTS = `count(*) AS visits, count(*) FILTER (WHERE pages = 1) AS bounces, sum(pages)::BIGINT AS pages,
  sum(duration)::BIGINT AS duration, count(*) FILTER (WHERE converted) AS conversions`;
const RATIOS = `bounces / visits AS bounce_rate, pages / visits AS pages_per_visit, duration / visits AS mean_duration,
  conversions / visits AS conversion_rate`;
const KEYS = 'channel, source, campaign, entry_page, exit_page, device, browser, country';

/** Each query of visits in DuckDB's SQL. */
export const PAGE_VIEWS_SQL: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    visits: 'SELECT * EXCLUDE (duration, t) FROM visits',
    visits_by_hour: `SELECT *, ${RATIOS} FROM (SELECT ${HOUR}, ${COUNTS} FROM visits GROUP BY ALL)`,
    visits_by_source: `SELECT *, ${RATIOS} FROM (SELECT ${KEYS}, ${HOUR}, ${COUNTS} FROM visits GROUP BY ALL)`,
    funnel: `SELECT *, conversions / visits AS conversion_rate FROM (SELECT ${DAY}, count(*) AS visits,
      count(*) FILTER (WHERE reached_cart) AS carts, count(*) FILTER (WHERE reached_cart AND converted) AS conversions FROM visits GROUP BY ALL)`,
    visitors: `SELECT anonymous_user_id, ${DAY}, count(*) AS visits FROM visits GROUP BY ALL`,
    returning: `SELECT window_start, window_end, count(*) AS visitors, count(*) FILTER (WHERE n = 1) AS new_visitors,
      count(*) FILTER (WHERE n > 1) AS returning_visitors, sum(n)::BIGINT AS visits
      FROM (SELECT anonymous_user_id, ${DAY}, count(*) AS n FROM visits GROUP BY ALL) GROUP BY ALL`,
  }).map(([name, sql]) => [name, `WITH ${VISITS} ${sql}`]),
);
