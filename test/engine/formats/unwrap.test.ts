import { count, definePipeline, epochMillis, epochSeconds, integer, isoTime, number, string, tumbling } from 'tidemark';
import { eventsOf, textsOf } from './support/events-of';

const queries = { all: { window: tumbling('1 second'), select: { n: count() } } };

describe('unwrap', () => {
  const event = { symbol: string(), price: number(), timestamp: isoTime() };
  const kraken = definePipeline({ name: 'kraken', source: { unwrap: 'data' }, event, eventTime: 'timestamp', queries });
  const deep = definePipeline({
    name: 'deep',
    source: { format: 'json', unwrap: 'a.b' },
    event,
    eventTime: 'timestamp',
    queries,
  });
  const trade = { symbol: 'BTC/USD', price: 65000.1, timestamp: '2026-11-01T10:00:00.123456Z' };
  const text = JSON.stringify(trade);

  test.each([
    ['an array', `{"channel":"trade","type":"update","data":[${text}, ${text}]}`, [trade, trade]],
    ['an object', `{"stream":"x","data":${text}}`, [trade]],
    ['an empty array', '{"data":[]}', []],
    ['messages a line', `{"data":[${text}]}\n{"data":${text}}`, [trade, trade]],
    ['an array of messages', `[{"data":[${text}]},{"data":${text}}]`, [trade, trade]],
    ['a message without it', `{"channel":"heartbeat"}\n{"data":${text}}`, ['data: missing', trade]],
    [
      'a message with something else',
      '{"data":7}\n{"data":null}\n{"data":"[]"}',
      Array(3).fill('data: expected an array or an object'),
    ],
    [
      'no object',
      '7\nx\n"data"',
      ['expected a JSON object with events in it', 'invalid JSON', 'expected a JSON object with events in it'],
    ],
    [
      'an event that is bad among others',
      `{"data":[${text},{"symbol":1},7,${text}]}`,
      [trade, 'symbol: expected string, got number 1', 'expected a JSON object, got number', trade],
    ],
  ])('takes %s', (_, record, events) => {
    expect(eventsOf(kraken, record)).toEqual(events);
  });

  test('takes what stands below several names, the last where one comes twice', () => {
    expect(eventsOf(deep, `{"a":{"b":[]},"a":{"b":[1],"b":[${text}]}}`)).toEqual([trade]);
    expect(eventsOf(deep, `{"a":7}\n{"a":{"c":1}}\n{"a":[{"b":[]}]}`)).toEqual(Array(3).fill('a.b: missing'));
    expect(eventsOf(deep, '{"__proto__":{"a":{"b":[]}}}')).toEqual(['a.b: missing']);
  });

  test('events read fields of their message by ^', () => {
    const tagged = definePipeline({
      name: 'tagged',
      source: { unwrap: 'data' },
      event: {
        channel: string({ at: '^.channel' }),
        seq: integer({ at: '^.meta[0].seq', text: true }).optional(),
        price: number({ at: 'price' }),
        at: isoTime({ at: '^.meta[0].at' }),
      },
      derive: { both: e => `${e.channel} ${e.price}` },
      eventTime: 'at',
      queries,
    });
    const at = '2026-11-01T10:00:00Z';
    const messages = [
      `{"channel":"trade","meta":[{"seq":"7","at":"${at}"}],"data":[{"price":1},{"price":2,"channel":"own"},{"price":"x"}]}`,
      `{"channel":"book","meta":[{"at":"${at}"}],"data":{"price":3}}`,
      `{"channel":7,"meta":[{"at":"${at}"}],"data":[{"price":4}]}`,
      `{"channel":"late","data":[{"price":5}]}`,
    ];
    expect(eventsOf(tagged, messages.join('\n'))).toEqual([
      { channel: 'trade', seq: 7, price: 1, at, both: 'trade 1' },
      { channel: 'trade', seq: 7, price: 2, at, both: 'trade 2' },
      'price (at price): expected number, got string "x"',
      { channel: 'book', seq: null, price: 3, at, both: 'book 3' },
      'channel (at ^.channel): expected string, got number 7',
      'at (at ^.meta[0].at): missing',
    ]);
  });

  test('what is not accepted is passed over, also a message without events', () => {
    const trades = definePipeline({
      name: 'trades',
      source: { unwrap: 'data', accept: "channel = 'trade'" },
      event: {
        channel: string({ at: '^.channel' }),
        price: number(),
        at: epochSeconds({ at: '^.at' }).optional(),
        ts: epochMillis(),
      },
      eventTime: 'ts',
      queries,
    });
    const messages = [
      '{"channel":"heartbeat"}',
      '{"channel":"status","data":[{"system":"online"}]}',
      '{"channel":"trade"}',
      '{"data":[{"price":1,"ts":1}]}',
      '{"channel":"trade","data":[{"price":1,"ts":1}]}',
    ];
    expect(eventsOf(trades, messages.join('\n'))).toEqual([
      'skipped',
      'skipped',
      'data: missing',
      'channel (at ^.channel): missing',
      { channel: 'trade', price: 1, at: null, ts: 1 },
    ]);
  });

  test('times of the message are times to expressions', () => {
    const timed = definePipeline({
      name: 'timed',
      source: { unwrap: 'data' },
      event: { at: isoTime({ at: '^.at' }), seconds: epochSeconds({ at: '^.s' }) },
      derive: { hour: 'extract(hour from at)', second: 'extract(second from seconds)' },
      eventTime: 'at',
      queries,
    });
    expect(eventsOf(timed, '{"at":"2026-11-01T10:30:00Z","s":61.5,"data":[{},{}]}')).toEqual(
      Array(2).fill({ at: '2026-11-01T10:30:00Z', seconds: 61.5, hour: 10, second: 1 }),
    );
  });

  test('events may be read from their message alone', () => {
    const outer = definePipeline({
      name: 'outer',
      source: { unwrap: 'data' },
      event: { at: epochSeconds({ at: '^.at' }) },
      eventTime: 'at',
      queries,
    });
    expect(eventsOf(outer, '{"at":1.5,"data":[{},{"at":2}]}')).toEqual([{ at: 1.5 }, { at: 1.5 }]);
  });

  test('events have the text that stands there', () => {
    expect(textsOf(kraken, '{"data":[ {"symbol":"x", "price":1.0} ]}')).toEqual(['{"symbol":"x", "price":1.0}']);
  });
});
