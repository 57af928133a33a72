import { feeds } from '../../feeds/index';
import { decode, reader, trade } from './support/decode';

// As in the documentation that each source's file names.
const BINANCE = {
  e: 'trade',
  E: 1672515782137,
  s: 'BNBBTC',
  t: 12345,
  p: '0.00100',
  q: '100.0',
  T: 1672515782136,
  m: true,
  M: true,
};
const BNBBTC = {
  stockName: '"BNBBTC"',
  price: '0.00100',
  quantity: '100.0',
  timestamp: '1672515782136',
  tradeId: '12345',
};
const COINBASE = {
  type: 'match',
  trade_id: 10,
  sequence: 50,
  maker_order_id: 'ac928c66-ca53-498f-9c13-a110027a60e8',
  taker_order_id: '132fb6ae-456b-4654-b4e0-d681ac05cea1',
  time: '2014-11-07T08:19:27.028459Z',
  product_id: 'BTC-USD',
  size: '5.23512',
  price: '400.23',
  side: 'sell',
};
const BTCUSD = {
  stockName: '"BTC-USD"',
  tradeType: '"BUY"',
  price: '400.23',
  quantity: '5.23512',
  timestamp: '1415348367028',
  tradeId: '10',
};
const KRAKEN = {
  symbol: 'MATIC/USD',
  side: 'buy',
  price: 0.5147,
  qty: 6423.46326,
  ord_type: 'limit',
  trade_id: 4665846,
  timestamp: '2023-09-25T07:48:36.925533Z',
};
const MATIC = {
  stockName: '"MATIC/USD"',
  tradeType: '"BUY"',
  price: '0.5147',
  quantity: '6423.46326',
  timestamp: '1695628116925',
  tradeId: '4665846',
};
const ALPACA = {
  T: 't',
  i: 96921,
  S: 'AAPL',
  x: 'D',
  p: 126.55,
  s: 1,
  t: '2021-02-22T15:51:44.208123456Z',
  c: ['@', 'I'],
  z: 'C',
};

describe('binance', () => {
  const place = { series: 'BNBBTC', number: 12345 };

  it('gives trades, alone and wrapped, with the digits that they came with', () => {
    const sold = trade({ ...BNBBTC, tradeType: '"SELL"' }, 1672515782136, { place });
    expect(decode('binance', BINANCE)).toEqual(sold);
    expect(decode('binance', { stream: 'bnbbtc@trade', data: BINANCE })).toEqual(sold);
    expect(decode('binance', { ...BINANCE, m: false })).toMatchObject({ events: [{ fields: { tradeType: '"BUY"' } }] });
  });

  it('subscribes in small letters', () => {
    const { hello } = reader('binance', ['BTCUSDT', 'ETHUSDT']).open(() => false);
    expect(hello).toEqual(['{"method":"SUBSCRIBE","params":["btcusdt@trade","ethusdt@trade"],"id":1}']);
  });

  it('passes over answers and other events, and tells of a refusal', () => {
    expect(decode('binance', { result: null, id: 1 })).toEqual({});
    expect(decode('binance', { e: 'serverShutdown', E: 1 })).toEqual({});
    expect(decode('binance', { code: 2, msg: 'Invalid request' })).toEqual({
      refused: 'the subscription: Invalid request',
    });
    expect(decode('binance', { error: { code: 2, msg: 'no' }, id: 1 })).toEqual({ refused: 'the subscription: no' });
  });
});

describe('coinbase', () => {
  const place = { series: 'BTC-USD', number: 10 };

  it('gives matches with the side of the taker; the last one before is past', () => {
    expect(decode('coinbase', COINBASE)).toEqual(trade(BTCUSD, 1415348367028, { place }));
    expect(decode('coinbase', { ...COINBASE, type: 'last_match', side: 'buy' })).toEqual(
      trade({ ...BTCUSD, tradeType: '"SELL"' }, 1415348367028, { place, isPast: true }),
    );
  });

  it('tells by heartbeats how far trades have come, and of refusals', () => {
    const heartbeat = {
      type: 'heartbeat',
      sequence: 90,
      last_trade_id: 20,
      product_id: 'BTC-USD',
      time: COINBASE.time,
    };
    expect(decode('coinbase', heartbeat)).toEqual({ reached: [{ series: 'BTC-USD', number: 20 }] });
    expect(decode('coinbase', { type: 'subscriptions', channels: [] })).toEqual({});
    expect(
      decode('coinbase', { type: 'error', message: 'Failed to subscribe', reason: 'BTC-UDS is not a valid product' }),
    ).toEqual({
      refused: 'Failed to subscribe: BTC-UDS is not a valid product',
    });
  });
});

describe('kraken', () => {
  it('gives each trade of a message; those of a snapshot are past', () => {
    const second = { ...KRAKEN, trade_id: 4665847, side: 'sell' };
    const placed = { place: { series: 'MATIC/USD', number: 4665846 } };
    expect(decode('kraken', { channel: 'trade', type: 'update', data: [KRAKEN] })).toEqual(
      trade(MATIC, 1695628116925, placed),
    );
    expect(decode('kraken', { channel: 'trade', type: 'snapshot', data: [KRAKEN, second] }).events).toMatchObject([
      { fields: MATIC, isPast: true },
      { fields: { tradeType: '"SELL"', tradeId: '4665847' }, isPast: true },
    ]);
  });

  it('asks for a snapshot where there may be a gap', () => {
    const helloWhere = (isKnown: boolean) => reader('kraken', ['BTC/USD']).open(() => isKnown).hello;
    const hello = (snapshot: boolean) => [
      JSON.stringify({ method: 'subscribe', params: { channel: 'trade', symbol: ['BTC/USD'], snapshot } }),
    ];
    expect([helloWhere(false), helloWhere(true)]).toEqual([hello(false), hello(true)]);
  });

  it('passes over heartbeats and status, and tells of a refusal', () => {
    expect(decode('kraken', { channel: 'heartbeat' })).toEqual({});
    expect(decode('kraken', { channel: 'status', type: 'update', data: [{ system: 'online' }] })).toEqual({});
    const refusal = { error: 'Currency pair not supported X/Y', method: 'subscribe', success: false, symbol: 'X/Y' };
    expect(decode('kraken', refusal)).toEqual({ refused: 'Currency pair not supported X/Y: X/Y' });
  });
});

describe('alpaca', () => {
  it('gives each trade of an array, without a side and without a place in a series', () => {
    const fields = {
      stockName: '"AAPL"',
      tradeType: '"TRADE"',
      price: '126.55',
      quantity: '1',
      timestamp: '1614009104208',
      tradeId: '96921',
    };
    expect(decode('alpaca', [ALPACA])).toEqual(trade(fields, 1614009104208));
    expect(decode('alpaca', [ALPACA, { T: 'q' }, { ...ALPACA, S: 'MSFT' }]).events).toMatchObject([
      { fields },
      { fields: { stockName: '"MSFT"' } },
    ]);
  });

  it('gives its keys once connected and subscribes once they are accepted', () => {
    expect(decode('alpaca', [{ T: 'success', msg: 'connected' }])).toEqual({
      send: ['{"action":"auth","key":"k","secret":"s"}'],
    });
    expect(decode('alpaca', [{ T: 'success', msg: 'authenticated' }])).toEqual({
      send: ['{"action":"subscribe","trades":["A"]}'],
    });
  });

  it('gives up where keys or plan are refused, and goes on after other errors', () => {
    expect(decode('alpaca', [{ T: 'error', code: 402, msg: 'auth failed' }])).toEqual({ refused: 'auth failed (402)' });
    expect(decode('alpaca', [{ T: 'error', code: 406, msg: 'connection limit exceeded' }])).toEqual({
      problem: 'connection limit exceeded (406)',
    });
  });
});

test.each([
  ['binance', { ...BINANCE, p: '1,5' }],
  ['binance', { ...BINANCE, q: 'Infinity' }],
  ['binance', { ...BINANCE, T: null, s: '' }],
  ['binance', { ...BINANCE, t: 'x' }],
  ['coinbase', { ...COINBASE, time: '2014-13-07T08:19:27Z' }],
  ['kraken', { channel: 'trade', data: [{ ...KRAKEN, price: null }] }],
  ['kraken', { channel: 'trade', data: 'x' }],
  ['alpaca', [{ ...ALPACA, t: 5 }]],
])('a trade of %s that cannot be read is told, and is no event: %j', (name, message) => {
  const { events = [], problem } = decode(name, message);
  expect(events).toEqual([]);
  expect(problem).toMatch(/^a trade /);
});

test.each(feeds.filter(({ example }) => example).map(feed => [feed.name, feed] as const))(
  'the example of %s is JSON, and names what may be lacking',
  (_, { example, optional = [] }) => {
    for (const text of Object.values(example!)) expect(JSON.stringify(JSON.parse(text))).toBeDefined();
    expect(Object.keys(example!)).toEqual(expect.arrayContaining([...optional]));
  },
);
