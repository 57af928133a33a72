import { type Decoded, type Feed, FeedError, type FeedEvent, type Reader, type ReaderSettings } from '../feed';
import { decodeJson, shown } from '../message';
import { type KiteTick, kiteTicks } from './kite-packets';

const [KEY, TOKEN] = ['KITE_API_KEY', 'KITE_ACCESS_TOKEN'];
const DIVISIBLE = {
  lastPrice: 'price',
  averagePrice: 'averagePrice',
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
} as const;

/**
 * Ticks of Kite Connect. A tick is a state, not a trade: between two there may have been several trades or none. So `quantity`
 * is what was traded since the tick before, by the day's volume; of an instrument's first tick, or the first of a day, it is
 * the last trade's. It is 0 where a packet has none: indices, and mode `ltp`. Ticks have no side: `tradeType` is `TICK`.
 * Event time is the exchange's, whole seconds, in mode `full`; `ltp` and `quote` carry none, and it is when they arrived.
 * The keys stand in the URL, which is never shown. (https://kite.trade/docs/connect/v3/websocket)
 */
export const kite: Feed = {
  name: 'kite',
  title: 'Kite Connect ticks of NSE, BSE and MCX',
  transport: 'websocket',
  keys: [KEY!, TOKEN!],
  url: 'wss://ws.kite.trade',
  documentation: 'https://kite.trade/docs/connect/v3/websocket',
  terms: 'https://kite.trade/terms',
  limits: '3,000 instruments a connection, 3 connections an API key; an access token ends each morning',
  symbols: 'INFY=408065,TATAMOTORS=884737 (name=instrument token)',
  symbolsMax: 3_000,
  modes: ['full', 'quote', 'ltp'],
  pipeline: 'trades',
  example: {
    stockName: '"INFY"',
    tradeType: '"TICK"',
    price: '1412.95',
    quantity: '5',
    timestamp: '1672515782000',
    timeSource: '"exchange"',
    instrumentToken: '408065',
    mode: '"full"',
    lastQuantity: '5',
    averagePrice: '1412.47',
    volume: '7360198',
    open: '1396',
    high: '1421.75',
    low: '1395.55',
    close: '1389.65',
    openInterest: '0',
  },
  optional: ['lastQuantity', 'averagePrice', 'volume', 'open', 'high', 'low', 'close', 'openInterest'],
  // A byte comes every other second where there is nothing else.
  silentAfterMs: 15_000,
  missedBy: 'time',
  reader: kiteReader,
};

function kiteReader({ url, symbols, keys, mode = 'full' }: ReaderSettings): Reader {
  const names = new Map(symbols.map(instrumentOf));
  const tokens = [...names.keys()];
  const volumes = new Map<number, number>();
  const tradedOf = ({ token, volume, lastQuantity = 0 }: KiteTick): number => {
    if (volume === undefined) return 0;
    const before = volumes.get(token);
    volumes.set(token, volume);
    return before === undefined || volume < before ? lastQuantity : volume - before;
  };
  return {
    open: () => {
      const keyed = new URL(url);
      keyed.searchParams.set('api_key', keys[KEY!]!);
      keyed.searchParams.set('access_token', keys[TOKEN!]!);
      const hello = [
        { a: 'subscribe', v: tokens },
        { a: 'mode', v: [mode, tokens] },
      ].map(text => JSON.stringify(text));
      return { url: keyed, headers: { 'X-Kite-Version': '3' }, hello };
    },
    decode(frame, arrivedMs) {
      if (typeof frame === 'string') return decodeJson(frame, textMessage);
      const found = kiteTicks(frame);
      if ('bad' in found) return { problem: found.bad };
      const nameOf = (token: number): string => names.get(token) ?? String(token);
      const events = found.ticks.map(tick => eventOf(tick, nameOf(tick.token), tradedOf(tick), arrivedMs));
      const [length] = found.unknown;
      return {
        events,
        ...(length === undefined ? {} : { problem: `a packet of ${length} bytes is of no known kind` }),
      };
    },
  };
}

/** `INFY=408065`, or the token alone. */
function instrumentOf(symbol: string): [token: number, name: string] {
  const [, name, token] = /^(?:(.+)=)?(\d{1,10})$/.exec(symbol) ?? [];
  if (token === undefined || Number(token) > 0xffff_ffff)
    throw new FeedError(`--symbols: expected an instrument token, or name=token such as INFY=408065: ${shown(symbol)}`);
  return [Number(token), name ?? token];
}

/** Order updates and notices are none of ours; errors are told. */
function textMessage({ type, data }: Readonly<Record<string, unknown>>): Decoded {
  return type === 'error' ? { problem: shown(data) } : {};
}

function eventOf(tick: KiteTick, name: string, traded: number, arrivedMs: number): FeedEvent {
  const { exchangeSeconds = 0, decimals } = tick;
  const timeMs = exchangeSeconds > 0 ? exchangeSeconds * 1_000 : undefined;
  const prices = Object.entries(DIVISIBLE).flatMap(([from, to]) => {
    const price = tick[from as keyof typeof DIVISIBLE];
    return price === undefined ? [] : [[to, decimalText(price, decimals)]];
  });
  const { price, ...others } = Object.fromEntries(prices) as Record<string, string>;
  const fields = {
    stockName: JSON.stringify(name),
    tradeType: '"TICK"',
    price: price!,
    quantity: String(traded),
    timestamp: String(timeMs ?? arrivedMs),
    timeSource: timeMs === undefined ? '"arrival"' : '"exchange"',
    instrumentToken: String(tick.token),
    mode: JSON.stringify(tick.mode),
    ...(tick.lastQuantity === undefined ? {} : { lastQuantity: String(tick.lastQuantity) }),
    ...(tick.volume === undefined ? {} : { volume: String(tick.volume) }),
    ...(tick.openInterest === undefined ? {} : { openInterest: String(tick.openInterest) }),
    ...others,
  };
  return { fields, timeMs };
}

/** A whole number of 10^-decimals, exact and without needless zeros: 141295 of 2 decimals is 1412.95. */
function decimalText(value: number, decimals: number): string {
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  const whole = `${value < 0 ? '-' : ''}${digits.slice(0, -decimals)}`;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
