import type { Decoded, EventFields, Frame } from '../../feeds/feed';
import { feedNamed } from '../../feeds/index';
import { kiteTicks } from '../../feeds/sources/kite-packets';
import { fullPacket, INFY, kiteMessage, QUOTE_PACKET, words } from './support/kite-frames';

const kite = feedNamed('kite');
const ARRIVED = 1_700_000_000_123;
const KEYS = { KITE_API_KEY: 'the key', KITE_ACCESS_TOKEN: 'the token' };

function reader(symbols = [`INFY=${INFY}`], mode?: string) {
  const settings = { url: new URL('ws://127.0.0.1:1/x?y=z'), keys: KEYS, configuration: undefined };
  return kite.reader({ ...settings, symbols, mode });
}

const decode = (frame: Frame): Decoded => reader().decode(frame, ARRIVED);
const fieldsOf = ({ events = [] }: Decoded): EventFields[] => events.map(({ fields }) => fields);

describe('a packet of the Kite ticker', () => {
  it('of 8 bytes is a last price, at the time when it arrived', () => {
    expect(fieldsOf(decode(kiteMessage(words(INFY, 141_295))))).toEqual([
      {
        stockName: '"INFY"',
        tradeType: '"TICK"',
        price: '1412.95',
        quantity: '0',
        timestamp: String(ARRIVED),
        timeSource: '"arrival"',
        instrumentToken: '408065',
        mode: '"ltp"',
      },
    ]);
  });

  it.each([
    [28, [], 'quote', 'arrival', ARRIVED],
    [32, [1_534_849_271], 'full', 'exchange', 1_534_849_271_000],
    [32, [0], 'full', 'arrival', ARRIVED],
  ] as const)('of %d bytes with the time %j is an index', (length, time, mode, source, timestamp) => {
    const packet = words(256_265, 2_340_685, 2_344_195, 2_329_595, 2_334_445, 2_326_485, 14_200, ...time);
    expect(packet).toHaveLength(length);
    expect(fieldsOf(decode(kiteMessage(packet)))).toEqual([
      {
        stockName: '"256265"',
        tradeType: '"TICK"',
        price: '23406.85',
        quantity: '0',
        timestamp: String(timestamp),
        timeSource: `"${source}"`,
        instrumentToken: '256265',
        mode: `"${mode}"`,
        high: '23441.95',
        low: '23295.95',
        open: '23344.45',
        close: '23264.85',
      },
    ]);
  });

  it('of 44 bytes is a quote', () => {
    expect(QUOTE_PACKET).toHaveLength(44);
    expect(fieldsOf(decode(kiteMessage(QUOTE_PACKET)))).toEqual([
      {
        ...kite.example,
        timestamp: String(ARRIVED),
        timeSource: '"arrival"',
        mode: '"quote"',
        openInterest: undefined,
      },
    ]);
  });

  it('of 184 bytes is all of it, at the time of the exchange', () => {
    expect(fullPacket()).toHaveLength(184);
    const { events } = decode(kiteMessage(fullPacket()));
    expect(events).toEqual([
      { fields: { ...kite.example, timestamp: '1534849271000', openInterest: '12' }, timeMs: 1_534_849_271_000 },
    ]);
  });

  it.each([
    ['NSE currency', 3, 821_250_000, '82.125'],
    ['BSE currency', 6, 821_250, '82.125'],
    ['NSE', 1, 821_250, '8212.5'],
    ['MCX, below zero', 7, -3_763, '-37.63'],
    ['MCX, at zero', 7, 0, '0'],
    ['NSE currency, least', 3, 1, '0.0000001'],
    ['NSE, highest', 1, 0x7fff_ffff, '21474836.47'],
  ])('of %s has its own divisor', (_, segment, price, shown) => {
    expect(fieldsOf(decode(kiteMessage(words((77 << 8) | segment, price))))[0]!['price']).toBe(shown);
  });

  it('of a token above 2^31 keeps it', () => {
    expect(fieldsOf(decode(kiteMessage(words(0xffff_ff01, 100))))[0]).toMatchObject({
      stockName: '"4294967041"',
      price: '1',
    });
  });

  it('of an unknown length is told, and the others count', () => {
    const decoded = decode(kiteMessage(words(INFY, 100), Buffer.alloc(196), words(INFY, 200)));
    expect(fieldsOf(decoded).map(({ price }) => price)).toEqual(['1', '2']);
    expect(decoded.problem).toBe('a packet of 196 bytes is of no known kind');
  });
});

test('the quantity of a tick is what was traded since the one before, and the last trade’s on a new day', () => {
  const { decode: next } = reader();
  const ticks = [{ volume: 1_000 }, { volume: 1_000 }, { volume: 1_040 }, { volume: 7, quantity: 3 }, { volume: 9 }];
  const traded = ticks.map(tick => fieldsOf(next(kiteMessage(fullPacket(tick)), ARRIVED))[0]!['quantity']);
  expect(traded).toEqual(['5', '0', '40', '3', '2']);
});

test('a message that is not whole is refused whole, wherever it is cut', () => {
  const message = kiteMessage(fullPacket(), QUOTE_PACKET, words(INFY, 1));
  expect(kiteTicks(message)).toMatchObject({
    ticks: [{ mode: 'full' }, { mode: 'quote' }, { mode: 'ltp' }],
    unknown: [],
  });
  for (let length = 2; length < message.length; length++)
    expect(decode(message.subarray(0, length))).toEqual({ problem: expect.stringMatching(/bytes/) as string });
  expect(decode(Buffer.concat([message, Buffer.of(0)]))).toMatchObject({
    problem: expect.stringMatching(/has 244/) as string,
  });
});

test('a heartbeat of one byte, an order update and a notice are no events; an error is told', () => {
  expect(fieldsOf(decode(Buffer.of(0)))).toEqual([]);
  expect(decode('{"type":"order","data":{"order_id":"1"}}')).toEqual({});
  expect(decode('{"type":"message","data":"maintenance"}')).toEqual({});
  expect(decode('{"type":"error","data":"no such token"}')).toEqual({ problem: 'no such token' });
  expect(decode('{"type":')).toEqual({ problem: 'a frame is no JSON: {"type":' });
});

test('the keys stand in the query of the URL, and all instruments are subscribed to in the mode asked for', () => {
  const { url, hello, headers } = reader(['INFY=408065', '884737'], 'quote').open(() => false);
  expect(url.href).toBe('ws://127.0.0.1:1/x?y=z&api_key=the+key&access_token=the+token');
  expect(headers).toEqual({ 'X-Kite-Version': '3' });
  expect(hello).toEqual(['{"a":"subscribe","v":[408065,884737]}', '{"a":"mode","v":["quote",[408065,884737]]}']);
});

test.each(['INFY', 'INFY=', '=5', '4294967296', '1.5'])(
  'a symbol that is no instrument token is refused: %s',
  symbol => {
    expect(() => reader([symbol])).toThrow('--symbols: expected an instrument token');
  },
);
