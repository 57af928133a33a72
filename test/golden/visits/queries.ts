/** The last millisecond of a session: when it counts. */
const SESSIONS = `
  marked AS (
    SELECT *, CASE WHEN ts - lag(ts) OVER w <= 1800000 THEN 0 ELSE 1 END AS begins FROM event WINDOW w AS (PARTITION BY visitor ORDER BY ts)
  ),
  numbered AS (SELECT *, sum(begins) OVER (PARTITION BY visitor ORDER BY ts) AS visit FROM marked),
  channelled AS (
    SELECT *, CASE WHEN medium = 'cpc' THEN 'paid' WHEN medium IS NOT NULL THEN 'campaign' WHEN referrer IS NULL THEN 'direct'
      WHEN referrer LIKE 'https://search.example/%' OR referrer LIKE 'https://find.example/%' THEN 'search' ELSE 'referral' END AS channel
    FROM numbered
  ),
  visits AS (
    SELECT visitor, min(ts) AS window_start, max(ts) + 1800000 AS window_end, count(*) AS pages, arg_min(path, ts) AS entry,
      arg_max(path, ts) AS exit, arg_min(channel, ts) AS channel, arg_min(mobile, ts) AS mobile,
      min(ts) FILTER (WHERE path = '/cart') AS cart, max(ts) FILTER (WHERE path = '/paid') AS paid,
      max(ts) - min(ts) AS duration, make_timestamptz((max(ts) + 1799999) * 1000) AS t
    FROM channelled GROUP BY visitor, visit
  )`;

const DAY =
  "epoch_ms(date_trunc('day', t)) AS window_start, epoch_ms(date_trunc('day', t) + INTERVAL 1 DAY) AS window_end";

const isoOf = (ms: string): string => `strftime(make_timestamp(${ms} * 1000), '%Y-%m-%dT%H:%M:%S.%gZ')`;

/** Each query of the definition in DuckDB's SQL; its time zone is the definition's. */
export const VISITS_SQL: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    visits: `SELECT visitor, window_start, window_end, pages, entry, exit, channel, mobile, ${isoOf('cart')} AS cart, ${isoOf('paid')} AS paid FROM visits`,
    hours: `SELECT epoch_ms(t) // 3600000 * 3600000 AS window_start, epoch_ms(t) // 3600000 * 3600000 + 3600000 AS window_end, count(*) AS visits,
      count(*) FILTER (WHERE pages = 1) AS bounces, count(*) FILTER (WHERE pages = 1) / count(*) AS bounce_rate, sum(pages)::BIGINT AS pages,
      max(duration) AS longest, sum(duration)::BIGINT AS duration FROM visits GROUP BY ALL`,
    channels: `SELECT channel, mobile, ${DAY}, count(*) AS visits, sum(pages)::BIGINT AS pages, count(DISTINCT visitor) AS visitors FROM visits GROUP BY ALL`,
    entries: `SELECT * EXCLUDE n FROM (SELECT entry, ${DAY}, count(*) AS visits,
      row_number() OVER (PARTITION BY date_trunc('day', any_value(t)) ORDER BY count(*) DESC, entry) AS n FROM visits
      GROUP BY entry, date_trunc('day', t)) WHERE n <= 3`,
    exits: `SELECT exit, ${DAY}, count(*) AS visits FROM visits WHERE pages > 1 GROUP BY ALL HAVING count(*) >= 3`,
    funnel: `SELECT ${DAY}, count(*) AS visits, count(cart) AS carts, count(*) FILTER (WHERE visits.paid > cart) AS paid,
      count(*) FILTER (WHERE visits.paid > cart) / count(*) AS conversion FROM visits GROUP BY ALL`,
    visitors: `SELECT visitor, ${DAY}, count(*) AS visits FROM visits GROUP BY ALL`,
    returning: `SELECT window_start, window_end, count(*) AS visitors, count(*) FILTER (WHERE n > 1) AS again, max(n) AS most
      FROM (SELECT visitor, ${DAY}, count(*) AS n FROM visits GROUP BY ALL) GROUP BY ALL`,
    weeks: `SELECT epoch_ms(week) AS window_start, epoch_ms(week + INTERVAL 7 DAY) AS window_end, count(*) AS days, sum(n)::BIGINT AS visits,
      sum(bought)::BIGINT AS paid, max(bought / n) AS best FROM (SELECT date_trunc('day', t) AS day, date_trunc('week', day) AS week,
      count(*) AS n, count(*) FILTER (WHERE paid > cart) AS bought FROM visits GROUP BY day) GROUP BY week`,
  }).map(([name, sql]) => [name, `WITH ${SESSIONS} ${sql}`]),
);
