import fc from 'fast-check';
import { type Frame, type Reader } from '../../feeds/feed';
import { feeds } from '../../feeds/index';
import { fullPacket, kiteMessage, QUOTE_PACKET } from './support/kite-frames';

const TIMES = { T: 1672515782136, time: '2026-05-01T12:00:00Z', t: '2026-05-01T12:00:00Z' };
/** A frame with two events of each feed. */
const FRAMES: Readonly<Record<string, Frame>> = {
  alpaca: JSON.stringify([1, 2].map(i => ({ T: 't', i, S: 'A', p: 1.5, s: 2, t: TIMES.t }))),
  binance: JSON.stringify({
    stream: 'a@trade',
    data: { e: 'trade', s: 'A', t: 1, p: '0.10', q: '2', T: TIMES.T, m: false },
  }),
  coinbase: JSON.stringify({
    type: 'match',
    trade_id: 1,
    product_id: 'A',
    price: '0.10',
    size: '2',
    side: 'buy',
    time: TIMES.time,
  }),
  kite: kiteMessage(fullPacket(), QUOTE_PACKET),
  kraken: JSON.stringify({
    channel: 'trade',
    type: 'update',
    data: [1, 2].map(id => ({ symbol: 'A', side: 'buy', price: 1, qty: 2, trade_id: id, timestamp: TIMES.time })),
  }),
  wikimedia: JSON.stringify({
    meta: { id: 'i', dt: TIMES.time, domain: 'é.org' },
    wiki: 'w',
    type: 'edit',
    title: '日本',
    bot: true,
  }),
  xignite: JSON.stringify([{ Symbol: 'A', Last: '1.50' }]),
};

function readerOf(name: string): Reader {
  const feed = feeds.find(each => each.name === name)!;
  const configuration = { url: 'http://127.0.0.1/', fields: { stockName: 'Symbol', price: 'Last' } };
  const keys = Object.fromEntries(feed.keys.map(key => [key, 'k']));
  return feed.reader({ url: new URL('http://127.0.0.1/'), symbols: ['1'], keys, mode: undefined, configuration });
}

const bytes = (frame: Frame): Buffer => Buffer.from(frame as string);
/** As a connection gives it: bytes of the kite, text of the others. */
const asGiven = (name: string, frame: Buffer): Frame => (name === 'kite' ? frame : frame.toString('utf8'));
const eventsOf = (name: string, frame: Frame): string => JSON.stringify(readerOf(name).decode(frame, 5).events ?? []);

describe.each(feeds.map(({ name }) => name))('%s', name => {
  const frame = bytes(FRAMES[name]!);
  const whole = eventsOf(name, asGiven(name, frame));

  it('reads its frame', () => {
    expect(JSON.parse(whole)).not.toEqual([]);
  });

  it('gives the same events or none of a frame that is cut, and says so', () => {
    for (let length = 0; length < frame.length; length++) {
      const cut = readerOf(name).decode(asGiven(name, frame.subarray(0, length)), 5);
      expect(cut.events ?? []).toEqual([]);
      if (length > 1 || name !== 'kite') expect(cut.problem).toBeDefined();
    }
  });

  it('throws for no bytes and no text', () => {
    const reader = readerOf(name);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), given => void reader.decode(given, 5)));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), given => void reader.decode(given, 5)));
    fc.assert(fc.property(fc.json(), given => void reader.decode(given, 5)));
  });

  it('throws for no change of a byte, and its events stay JSON', () => {
    const change = fc.tuple(fc.nat(frame.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), changes => {
        const changed = Buffer.from(frame);
        for (const [at, byte] of changes) changed[at] = byte;
        for (const { fields } of readerOf(name).decode(asGiven(name, changed), 5).events ?? [])
          for (const text of Object.values(fields)) JSON.parse(text);
      }),
    );
  });
});
