import { definePipeline, hopping, integer, isoTime, session, string, tumbling } from 'tidemark';

/** A count of all bids and of those of three levels of price. */
const ranked = (name: string, count: string): Record<string, string> => ({
  [`total_${name}`]: count,
  [`rank1_${name}`]: `${count} filter (where price < 10000)`,
  [`rank2_${name}`]: `${count} filter (where price >= 10000 and price < 1000000)`,
  [`rank3_${name}`]: `${count} filter (where price >= 1000000)`,
});
const BIDS = ranked('bids', 'count(*)');
/** Exact up to more than a day of the stream has. */
const DISTINCT = {
  ...ranked('bidders', 'count(distinct bidder, 3000)'),
  ...ranked('auctions', 'count(distinct auction, 6500)'),
};

const where = 'kind = 2';

/** Nexmark's queries that are windows, over the stream as its source for Flink makes it: one of three objects in each event. */
export default definePipeline({
  name: 'nexmark',
  event: {
    kind: integer({ at: 'event_type' }),
    time: isoTime({ at: 'dateTime', zone: 'UTC' }),
    person_id: integer({ at: 'person.id' }).optional(),
    person_name: string({ at: 'person.name' }).optional(),
    seller: integer({ at: 'auction.seller' }).optional(),
    auction: integer({ at: 'bid.auction' }).optional(),
    bidder: integer({ at: 'bid.bidder' }).optional(),
    price: integer({ at: 'bid.price' }).optional(),
    channel: string({ at: 'bid.channel' }).optional(),
    url: string({ at: 'bid.url' }).optional(),
    extra: string({ at: 'bid.extra' }).optional(),
  },
  eventTime: 'time',
  watermark: { outOfOrderness: '4 seconds' },
  queries: {
    q5: {
      where,
      groupBy: ['auction'],
      window: hopping('10 seconds', '2 seconds'),
      select: { num: 'count(*)' },
      top: { n: 1, by: 'num' },
    },
    q7: {
      where,
      window: tumbling('10 seconds'),
      select: {
        price: 'max(price)',
        auction: 'max_by(auction, price)',
        bidder: 'max_by(bidder, price)',
        bid_time: 'epoch_ms(max_by(time, price))',
      },
    },
    q8: {
      where: 'kind in (0, 1)',
      groupBy: { id: 'coalesce(person_id, seller)' },
      window: tumbling('10 seconds'),
      select: { name: 'max(person_name)' },
      having: 'count(person_id) > 0 and count(seller) > 0',
    },
    q11: { where, groupBy: ['bidder'], window: session('10 seconds'), select: { bid_count: 'count(*)' } },
    q12: { where, groupBy: ['bidder'], window: tumbling('10 seconds'), select: { bid_count: 'count(*)' } },
    q15: { where, window: tumbling('1 day'), select: { ...BIDS, ...DISTINCT } },
    q16: {
      where,
      groupBy: ['channel'],
      window: tumbling('1 day'),
      select: {
        minute: 'max(extract(hour from time) * 60 + extract(minute from time))',
        ...BIDS,
        ...DISTINCT,
      },
    },
    q17: {
      where,
      groupBy: ['auction'],
      window: tumbling('1 day'),
      select: {
        ...BIDS,
        min_price: 'min(price)',
        max_price: 'max(price)',
        avg_price: 'avg(price)',
        sum_price: 'sum(price)',
      },
    },
    q18: {
      where,
      groupBy: ['auction', 'bidder'],
      window: tumbling('1 day'),
      select: {
        price: 'last_value(price)',
        channel: 'last_value(channel)',
        url: 'last_value(url)',
        bid_time: 'epoch_ms(max(time))',
        extra: 'last_value(extra)',
      },
    },
    q19: {
      where,
      groupBy: { auction: 'auction', bidder: 'bidder', bid_time: 'epoch_ms(time)' },
      window: tumbling('1 day'),
      select: { price: 'max(price)' },
      top: { n: 10, by: 'price', per: 'auction' },
    },
  },
});
