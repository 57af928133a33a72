import type { Feed, ReaderSettings } from '../feed';
import { decodeJson, isMessage, type Message, shown } from '../message';
import { TRADE_EXAMPLE, tradeEvent } from '../trade';

/**
 * Binance's spot trades: each trade of a symbol as `{e:"trade",s,t,p:"text",q:"text",T:ms,m}`, wrapped in `{stream,data}`
 * where streams are combined. `m`: the buyer was the maker, so a seller took the order.
 * (https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams)
 */
export const binance: Feed = {
  name: 'binance',
  title: 'Binance spot trades',
  transport: 'websocket',
  keys: [],
  url: 'wss://data-stream.binance.vision/stream',
  documentation: 'https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams',
  terms: 'https://www.binance.com/en/terms',
  limits:
    '1,024 symbols a connection, 5 messages a second to it, 300 connections in 5 minutes; it is closed after 24 h',
  symbols: 'BTCUSDT,ETHUSDT',
  symbolsMax: 1_024,
  pipeline: 'trades',
  example: TRADE_EXAMPLE,
  // The server pings every 20 seconds.
  silentAfterMs: 60_000,
  missedBy: 'numbers',
  reader: ({ url, symbols }: ReaderSettings) => ({
    open: () => ({
      url,
      hello: [
        JSON.stringify({ method: 'SUBSCRIBE', params: symbols.map(name => `${name.toLowerCase()}@trade`), id: 1 }),
      ],
    }),
    decode: frame => decodeJson(frame, decode),
  }),
};

function decode(message: Message) {
  const trade = isMessage(message['data']) ? message['data'] : message;
  if (trade['e'] === 'trade') {
    const { s: symbol, p: price, q: quantity, T: timeMs, t: id, m: isBuyerMaker } = trade;
    const side = typeof isBuyerMaker === 'boolean' ? (isBuyerMaker ? 'SELL' : 'BUY') : undefined;
    return tradeEvent({ symbol, side, price, quantity, timeMs: Number(timeMs), id, isNumbered: true }, trade);
  }
  const error = isMessage(message['error']) ? message['error'] : message;
  if (typeof error['msg'] === 'string') return { refused: `the subscription: ${shown(error['msg'])}` };
  return {};
}
