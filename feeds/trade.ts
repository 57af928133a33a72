import type { EventFields, FeedEvent } from './feed';
import { type Message, numberText, shown, wholeOf } from './message';

/** A trade as a source tells it, not yet checked. */
export interface ToldTrade {
  readonly symbol: unknown;
  /** Of who took the order; undefined where the source does not say. */
  readonly side: 'BUY' | 'SELL' | undefined;
  readonly price: unknown;
  readonly quantity: unknown;
  /** ms since 1970; NaN where it could not be read. */
  readonly timeMs: number;
  readonly id: unknown;
  /** Whether a symbol's ids count by ones. */
  readonly isNumbered?: boolean;
  readonly isPast?: boolean;
}

/** What events of trades hold: the fields of the pipeline `trades`, and the source's id. */
export const TRADE_EXAMPLE: EventFields = {
  stockName: '"BTCUSDT"',
  tradeType: '"BUY"',
  price: '0.00100000',
  quantity: '0.52000000',
  timestamp: '1672515782136',
  tradeId: '12345',
};

/** The event of a trade, or the message as a problem where something lacks that it needs. */
export function tradeEvent(trade: ToldTrade, message: Message): { events: FeedEvent[] } | { problem: string } {
  const { symbol, side, timeMs, isNumbered, isPast } = trade;
  const price = numberText(trade.price);
  const quantity = numberText(trade.quantity);
  const id = wholeOf(trade.id);
  if (typeof symbol !== 'string' || symbol === '' || price === undefined || quantity === undefined || !isTime(timeMs))
    return { problem: `a trade cannot be read: ${shown(message)}` };
  if (isNumbered && id === undefined) return { problem: `a trade has no id: ${shown(message)}` };
  const fields = {
    stockName: JSON.stringify(symbol),
    tradeType: `"${side ?? 'TRADE'}"`,
    price,
    quantity,
    timestamp: String(timeMs),
    ...(id === undefined ? {} : { tradeId: String(id) }),
  };
  const place = isNumbered && id !== undefined ? { place: { series: symbol, number: id } } : {};
  return { events: [{ fields, timeMs, ...place, ...(isPast ? { isPast } : {}) }] };
}

/** From 1970 to the year 9999. */
function isTime(ms: number): boolean {
  return Number.isSafeInteger(ms) && ms >= 0 && ms < 253_402_300_800_000;
}
