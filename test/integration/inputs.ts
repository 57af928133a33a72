/** One trade, as `pipelines/trades.ts` describes it. */
export interface Trade {
  readonly stockName: string;
  readonly tradeType: string;
  readonly price: number;
  readonly quantity: number;
  /** ms. */
  readonly timestamp: number;
}

/** One page view, as `pipelines/page-views.ts` describes it. */
export interface PageView {
  readonly anonymous_user_id: string;
  readonly url: string;
  /** Seconds. */
  readonly time: number;
  readonly browser: string;
}

const NINE_TRADES: readonly (readonly [string, string, number, number, number])[] = [
  ['AMC', 'SELL', 158.84, 216, 1534849271061],
  ['AGL', 'BUY', 496.53, 233, 1534849272066],
  ['AGL', 'SELL', 26.57, 181, 1534849273070],
  ['AMC', 'BUY', 755.46, 231, 1534849274072],
  ['AGL', 'SELL', 948.21, 540, 1534849275077],
  ['ANZ', 'BUY', 899.6, 647, 1534849276082],
  ['ANZ', 'SELL', 494.85, 714, 1534849277086],
  ['ANZ', 'BUY', 26.44, 333, 1534849278087],
  ['AGL', 'SELL', 910.43, 943, 1534849279088],
];

export const TRADES: readonly Trade[] = NINE_TRADES.map(([stockName, tradeType, price, quantity, timestamp]) => ({
  stockName,
  tradeType,
  price,
  quantity,
  timestamp,
}));

/** Ten minutes after the others: put on each shard, it moves the watermark past them. */
export const CLOSING_TRADE: Trade = {
  stockName: 'ZZZ',
  tradeType: 'BUY',
  price: 1,
  quantity: 1,
  timestamp: 1534849879088,
};

/** A minute of 60 views by 7 visitors of 3 pages. */
export const PAGE_VIEWS: readonly PageView[] = Array.from({ length: 60 }, (_, i) => ({
  anonymous_user_id: `visitor-${i % 7}`,
  url: `https://example.com/${['', 'pricing', 'docs'][i % 3]}?utm_source=mail`,
  time: 1534849260 + i,
  browser: 'Firefox',
}));

/** Not an event: it belongs in the quarantine. */
export const GARBAGE = 'not an event';
