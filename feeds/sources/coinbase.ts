import { isoTimeMs } from '../../engine/text/iso-time';
import type { Decoded, Feed, ReaderSettings } from '../feed';
import { decodeJson, type Message, shown, wholeOf } from '../message';
import { TRADE_EXAMPLE, tradeEvent } from '../trade';

/**
 * Coinbase Exchange's matches: `{type:"match",trade_id,product_id,price:"text",size:"text",side,time:ISO}`, where `side` is
 * the maker's. `last_match` repeats the last one before the subscription. The channel `heartbeat` tells each second how far a
 * product's trade ids have come. (The channel `ticker` would leave out trades: it batches those of one order.)
 * (https://docs.cdp.coinbase.com/exchange/websocket-feed/channels)
 */
export const coinbase: Feed = {
  name: 'coinbase',
  title: 'Coinbase Exchange trades',
  transport: 'websocket',
  keys: [],
  url: 'wss://ws-feed.exchange.coinbase.com',
  documentation: 'https://docs.cdp.coinbase.com/exchange/websocket-feed/channels',
  terms: 'https://www.coinbase.com/legal/market_data',
  limits: '8 connections a second and 100 messages a second to them, by address',
  symbols: 'BTC-USD,ETH-USD',
  pipeline: 'trades',
  example: TRADE_EXAMPLE,
  silentAfterMs: 15_000,
  missedBy: 'numbers',
  reader: ({ url, symbols }: ReaderSettings) => ({
    open: () => ({
      url,
      hello: [JSON.stringify({ type: 'subscribe', product_ids: symbols, channels: ['matches', 'heartbeat'] })],
    }),
    decode: frame => decodeJson(frame, decode),
  }),
};

function decode(message: Message): Decoded {
  switch (message['type']) {
    case 'match':
    case 'last_match': {
      const { product_id: symbol, price, size: quantity, time, trade_id: id, side: maker, type } = message;
      const side = maker === 'sell' ? 'BUY' : maker === 'buy' ? 'SELL' : undefined;
      const timeMs = typeof time === 'string' ? isoTimeMs(time) : NaN;
      const isPast = type === 'last_match';
      return tradeEvent({ symbol, side, price, quantity, timeMs, id, isNumbered: true, isPast }, message);
    }
    case 'heartbeat': {
      const number = wholeOf(message['last_trade_id']);
      const series = message['product_id'];
      return number === undefined || typeof series !== 'string' ? {} : { reached: [{ series, number }] };
    }
    case 'error':
      return { refused: shown([message['message'], message['reason']].filter(text => text !== undefined).join(': ')) };
    default:
      return {};
  }
}
