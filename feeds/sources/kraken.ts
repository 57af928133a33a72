import { isoTimeMs } from '../../engine/text/iso-time';
import type { Decoded, Feed, ReaderSettings } from '../feed';
import { decodeJson, isMessage, type Message, shown, together } from '../message';
import { TRADE_EXAMPLE, tradeEvent } from '../trade';

/**
 * Kraken's spot trades, API v2: `{channel:"trade",type,data:[{symbol,side,price,qty,trade_id,timestamp}]}`, where `side` is
 * the taker's. A snapshot holds the last 50 trades: it fills short gaps. Heartbeats come each second.
 * (https://docs.kraken.com/exchange/api-reference/spot-websocket-v2/trade)
 */
export const kraken: Feed = {
  name: 'kraken',
  title: 'Kraken spot trades (API v2)',
  transport: 'websocket',
  keys: [],
  url: 'wss://ws.kraken.com/v2',
  documentation: 'https://docs.kraken.com/exchange/api-reference/spot-websocket-v2/trade',
  terms: 'https://www.kraken.com/legal',
  limits: 'about 150 connections and reconnections in 10 minutes by address',
  symbols: 'BTC/USD,ETH/USD',
  pipeline: 'trades',
  example: TRADE_EXAMPLE,
  silentAfterMs: 15_000,
  missedBy: 'numbers',
  reader: ({ url, symbols }: ReaderSettings) => ({
    open: isKnown => ({
      url,
      hello: [
        JSON.stringify({
          method: 'subscribe',
          params: { channel: 'trade', symbol: symbols, snapshot: symbols.some(isKnown) },
        }),
      ],
    }),
    decode: frame => decodeJson(frame, decode),
  }),
};

function decode(message: Message): Decoded {
  const { channel, type, data, success, error, symbol } = message;
  if (channel === 'trade') {
    const trades = Array.isArray(data) ? (data as unknown[]) : [undefined];
    return together(trades.map(trade => tradeOf(isMessage(trade) ? trade : message, type === 'snapshot')));
  }
  if (success === false || (typeof error === 'string' && success === undefined))
    return {
      refused: [error, symbol]
        .filter(text => typeof text === 'string')
        .map(shown)
        .join(': '),
    };
  return {};
}

function tradeOf(trade: Message, isPast: boolean): Decoded {
  const { symbol, side: taker, price, qty: quantity, trade_id: id, timestamp } = trade;
  const side = taker === 'buy' ? 'BUY' : taker === 'sell' ? 'SELL' : undefined;
  const timeMs = typeof timestamp === 'string' ? isoTimeMs(timestamp) : NaN;
  return tradeEvent({ symbol, side, price, quantity, timeMs, id, isNumbered: true, isPast }, trade);
}
