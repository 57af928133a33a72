import { isoTimeMs } from '../../engine/text/iso-time';
import type { Decoded, Feed, ReaderSettings } from '../feed';
import { decodeJson, type Message, shown } from '../message';
import { TRADE_EXAMPLE, tradeEvent } from '../trade';

const [KEY, SECRET] = ['ALPACA_KEY', 'ALPACA_SECRET'];
/** Error codes that will come again: wrong syntax or keys, too many symbols, a plan or feed that has no such data. */
const REFUSALS = new Set([400, 402, 405, 409, 410]);

/**
 * Alpaca's trades of US stocks: arrays of `{T:"t",S,p,s,t:ISO ns,i,x,c,z}`. The server says `connected`, then `authenticated`
 * once it has the keys, then the subscription may follow. Trades have no side, and ids with gaps; corrections (`c`) and
 * cancellations (`x`) are left out. Nothing comes while markets are closed.
 * (https://docs.alpaca.markets/docs/real-time-stock-pricing-data, https://docs.alpaca.markets/docs/streaming-market-data)
 */
export const alpaca: Feed = {
  name: 'alpaca',
  title: 'Alpaca trades of US stocks',
  transport: 'websocket',
  keys: [KEY!, SECRET!],
  url: 'wss://stream.data.alpaca.markets/v2/iex',
  documentation: 'https://docs.alpaca.markets/docs/real-time-stock-pricing-data',
  terms: 'https://alpaca.markets/disclosures',
  limits: 'one connection an account; the free plan has the feed iex and 30 symbols (--url …/v2/sip for a paid one)',
  symbols: 'AAPL,MSFT',
  pipeline: 'trades',
  example: TRADE_EXAMPLE,
  optional: ['tradeId'],
  silentAfterMs: 30_000,
  pongsCount: true,
  missedBy: 'time',
  reader: ({ url, symbols, keys }: ReaderSettings) => ({
    open: () => ({ url }),
    decode: frame => decodeJson(frame, message => decode(message, keys, symbols)),
  }),
};

function decode(message: Message, keys: Readonly<Record<string, string>>, symbols: readonly string[]): Decoded {
  switch (message['T']) {
    case 't': {
      const { S: symbol, p: price, s: quantity, t: time, i: id } = message;
      const timeMs = typeof time === 'string' ? isoTimeMs(time) : NaN;
      return tradeEvent({ symbol, side: undefined, price, quantity, timeMs, id }, message);
    }
    case 'success':
      if (message['msg'] === 'connected')
        return { send: [JSON.stringify({ action: 'auth', key: keys[KEY!], secret: keys[SECRET!] })] };
      if (message['msg'] === 'authenticated')
        return { send: [JSON.stringify({ action: 'subscribe', trades: symbols })] };
      return {};
    case 'error': {
      const text = shown(`${String(message['msg'])} (${String(message['code'])})`);
      return REFUSALS.has(Number(message['code'])) ? { refused: text } : { problem: text };
    }
    default:
      return {};
  }
}
