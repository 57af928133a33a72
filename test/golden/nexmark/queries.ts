import { EventTable } from '../event-table';
import type { Sent } from '../run-golden';

/** Nexmark's views of its stream, with the event time in ms. */
const VIEWS = [
  `CREATE VIEW person AS SELECT person.*, position, epoch_ms(person.dateTime) AS ms FROM event WHERE event_type = 0`,
  `CREATE VIEW auction AS SELECT auction.*, position, epoch_ms(auction.dateTime) AS ms FROM event WHERE event_type = 1`,
  `CREATE VIEW bid AS SELECT bid.*, position, epoch_ms(bid.dateTime) AS ms FROM event WHERE event_type = 2`,
];

const TYPES = {
  event_type: 'INTEGER',
  person: `STRUCT(id BIGINT, name VARCHAR, "dateTime" TIMESTAMP)`,
  auction: `STRUCT(id BIGINT, seller BIGINT, "dateTime" TIMESTAMP)`,
  bid: `STRUCT(auction BIGINT, bidder BIGINT, price BIGINT, channel VARCHAR, url VARCHAR, "dateTime" TIMESTAMP, extra VARCHAR)`,
};

/** Nexmark's stream in DuckDB. */
export async function nexmarkTable(stream: readonly Sent[]): Promise<EventTable> {
  const table = await EventTable.load(
    stream.map(({ json }) => json),
    TYPES,
  );
  for (const view of VIEWS) await table.run(view);
  return table;
}

const DAY_MS = 86_400_000;

const tumbling = (sizeMs: number): string =>
  `ms // ${sizeMs} * ${sizeMs} AS window_start, ms // ${sizeMs} * ${sizeMs} + ${sizeMs} AS window_end`;

/** A count of all bids and of those of three levels of price. */
const ranked = (name: string, count: string): string => `
  ${count} AS total_${name},
  ${count} FILTER (WHERE price < 10000) AS rank1_${name},
  ${count} FILTER (WHERE price >= 10000 AND price < 1000000) AS rank2_${name},
  ${count} FILTER (WHERE price >= 1000000) AS rank3_${name}`;

/**
 * Nexmark's queries, with the window's bounds in ms. Where Nexmark groups by a day for ever, so does a window of a day; q12 goes
 * by event time in place of the machine's; q18 and q19 look at a day.
 */
export const NEXMARK = {
  /** Hot items: the auction with the most bids. Where several have as many Nexmark gives all, `top` the first by its key's text. */
  q5: `
    SELECT auction, num, window_start, window_start + 10000 AS window_end
    FROM (
      SELECT auction, count(*) AS num, (ms // 2000 - hop) * 2000 AS window_start
      FROM bid, range(5) AS hops(hop) GROUP BY auction, window_start
    ) QUALIFY row_number() OVER (PARTITION BY window_start ORDER BY num DESC, format('[{}]', auction)) = 1`,

  /** The highest bid: each of them where several are as high, as Nexmark has it. */
  q7: `
    SELECT auction, bidder, price, ms AS bid_time, ${tumbling(10_000)}
    FROM bid QUALIFY rank() OVER (PARTITION BY window_start ORDER BY price DESC) = 1`,

  /** New users who have created auctions. */
  q8: `
    SELECT p.id, p.name, p.window_start, p.window_end
    FROM (SELECT id, name, ${tumbling(10_000)} FROM person GROUP BY ALL) AS p
    JOIN (SELECT seller, ${tumbling(10_000)} FROM auction GROUP BY ALL) AS a
      ON p.id = a.seller AND p.window_start = a.window_start`,

  /** Sessions of bidders; bids exactly the gap apart are one. */
  q11: `
    SELECT bidder, count(*) AS bid_count, min(ms) AS window_start, max(ms) + 10000 AS window_end
    FROM (
      SELECT bidder, ms, sum(CAST(gap > 10000 AS INTEGER)) OVER (PARTITION BY bidder ORDER BY ms) AS session
      FROM (SELECT bidder, ms, coalesce(ms - lag(ms) OVER (PARTITION BY bidder ORDER BY ms), 0) AS gap FROM bid)
    ) GROUP BY bidder, session`,

  q12: `SELECT bidder, count(*) AS bid_count, ${tumbling(10_000)} FROM bid GROUP BY ALL`,

  q15: `
    SELECT ${ranked('bids', 'count(*)')}, ${ranked('bidders', 'count(DISTINCT bidder)')},
      ${ranked('auctions', 'count(DISTINCT auction)')}, ${tumbling(DAY_MS)}
    FROM bid GROUP BY window_start, window_end`,

  /** The latest minute is that of the day. */
  q16: `
    SELECT channel, max(extract(hour FROM dateTime) * 60 + extract(minute FROM dateTime)) AS minute,
      ${ranked('bids', 'count(*)')}, ${ranked('bidders', 'count(DISTINCT bidder)')},
      ${ranked('auctions', 'count(DISTINCT auction)')}, ${tumbling(DAY_MS)}
    FROM bid GROUP BY channel, window_start, window_end`,

  q17: `
    SELECT auction, ${ranked('bids', 'count(*)')}, min(price) AS min_price, max(price) AS max_price,
      avg(price) AS avg_price, CAST(sum(price) AS BIGINT) AS sum_price, ${tumbling(DAY_MS)}
    FROM bid GROUP BY auction, window_start, window_end`,

  /** Of bids at the same time the one that arrived last. */
  q18: `
    SELECT auction, bidder, price, channel, url, ms AS bid_time, extra, ${tumbling(DAY_MS)}
    FROM bid QUALIFY row_number() OVER (PARTITION BY auction, bidder, window_start ORDER BY ms DESC, position DESC) = 1`,

  q19: `
    SELECT auction, bidder, price, ms AS bid_time, ${tumbling(DAY_MS)}
    FROM bid QUALIFY rank() OVER (PARTITION BY auction, window_start ORDER BY price DESC) <= 10`,
} as const;
