import { gzipSync } from 'node:zlib';
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

describe('CloudWatch Logs', () => {
  const inJson = definePipeline({
    name: 'requests',
    source: { format: 'cloudwatch-logs' },
    event: { path: string(), ms: number(), at: epochMillis() },
    eventTime: 'at',
    queries,
  });
  const asText = definePipeline({
    name: 'lines',
    source: { format: 'cloudwatch-logs', message: 'text' },
    event: { id: string(), timestamp: epochMillis(), message: string() },
    eventTime: 'timestamp',
    queries,
  });
  const envelope = (messageType: string, messages: readonly unknown[]): string =>
    JSON.stringify({
      messageType,
      owner: '111111111111',
      logGroup: '/aws/lambda/checkout',
      logStream: '2026/11/01/[$LATEST]0123',
      subscriptionFilters: ['to-kinesis'],
      logEvents: messages.map((message, i) => ({ id: `3953${i}`, timestamp: 1793526855000 + i, message })),
    });
  const request = { path: '/pay', ms: 12.5, at: 1793526855000 };

  test('gives the JSON in the messages of a data message', () => {
    const record = gzipSync(
      envelope('DATA_MESSAGE', [JSON.stringify(request), `${JSON.stringify(request, null, 2)}\n`]),
    );
    expect(eventsOf(inJson, record)).toEqual([request, request]);
  });

  test('gives the log events themselves, whose message is text', () => {
    const record = gzipSync(envelope('DATA_MESSAGE', ['START RequestId: "x"\n', '{}']));
    expect(eventsOf(asText, record)).toEqual([
      { id: '39530', timestamp: 1793526855000, message: 'START RequestId: "x"\n' },
      { id: '39531', timestamp: 1793526855001, message: '{}' },
    ]);
  });

  test('gives each event the log group, and the id and the time of its log event', () => {
    const grouped = definePipeline({
      name: 'grouped',
      source: { format: 'cloudwatch-logs' },
      event: {
        group: string({ at: '^.logGroup' }),
        id: string({ at: '^.id' }),
        at: epochMillis({ at: '^.timestamp' }),
        path: string(),
      },
      eventTime: 'at',
      queries,
    });
    const group = '/aws/lambda/checkout';
    expect(eventsOf(grouped, envelope('DATA_MESSAGE', ['{"path":"/a"}', '{"path":"/b"}']))).toEqual([
      { group, id: '39530', at: 1793526855000, path: '/a' },
      { group, id: '39531', at: 1793526855001, path: '/b' },
    ]);
  });

  test('passes over control messages', () => {
    const control = gzipSync(
      envelope('CONTROL_MESSAGE', ['CWL CONTROL MESSAGE: Checking health of destination Kinesis']),
    );
    expect(eventsOf(inJson, control)).toEqual([]);
    expect(eventsOf(asText, control)).toEqual([]);
  });

  test('takes what is no JSON, or no message, as that log event alone', () => {
    const record = envelope('DATA_MESSAGE', ['END RequestId: 1', 7, JSON.stringify(request)]);
    expect(eventsOf(inJson, record)).toEqual(['invalid JSON', 'message: expected text', request]);
    expect(textsOf(inJson, record)[0]).toBe('END RequestId: 1');
  });

  test.each([
    ['{"logEvents":[]}', 'messageType: expected DATA_MESSAGE or CONTROL_MESSAGE, got nothing'],
    ['{"messageType":"DATA"}', 'messageType: expected DATA_MESSAGE or CONTROL_MESSAGE, got "DATA"'],
    ['{"messageType":7}', 'messageType: expected DATA_MESSAGE or CONTROL_MESSAGE, got number'],
    ['{"messageType":"DATA_MESSAGE","logEvents":{}}', 'logEvents: expected an array'],
    ['{"messageType":"DATA_MESSAGE"}', 'logEvents: expected an array'],
    ['{"messageType":"DATA_MESSAGE","logEvents":[null]}', 'message: missing'],
    ['{"messageType":"DATA_MESSAGE","logEvents":["message"]}', 'message: missing'],
    ['not JSON', 'invalid JSON'],
    ['[[]]', 'expected a JSON object with events in it'],
  ])('refuses %s', (text, reason) => {
    expect(eventsOf(inJson, text)).toEqual([reason]);
  });
});

describe('CloudFront', () => {
  const columns = ['timestamp', 'sc-status', 'cs-uri-stem', 'cs-user-agent', 'cs-referer'];
  const cloudfront = definePipeline({
    name: 'cloudfront',
    source: { format: 'cloudfront', columns },
    event: {
      at: epochSeconds({ at: 'timestamp' }),
      status: integer({ at: 'sc-status' }).optional(),
      uri: string({ at: 'cs-uri-stem' }),
      agent: string({ at: 'cs-user-agent' }).optional(),
    },
    eventTime: 'at',
    queries,
  });

  test('reads its fields in their order, - as none, and headers without their escapes', () => {
    const rows = [
      '1793526855.123\t200\t/a%20b?q=%2F\tMozilla/5.0%20(X11;%20Linux)\t-',
      '1793526856.000\t-\t/\t-\t-',
      '1793526857.5\t000\t/\t-\t-',
    ];
    expect(eventsOf(cloudfront, `${rows.join('\n')}\n`)).toEqual([
      {
        at: 1793526855.123,
        status: 200,
        uri: '/a%20b?q=%2F',
        agent: 'Mozilla/5.0 (X11; Linux)',
      },
      { at: 1793526856, status: null, uri: '/', agent: null },
      'status (at sc-status): expected integer, got string "000"',
    ]);
  });

  test('keeps a header that was cut off within an escape', () => {
    expect(eventsOf(cloudfront, '1793526855.1\t200\t/\tcurl%20%E6%97\t-')).toMatchObject([{ agent: 'curl%20%E6%97' }]);
  });

  test('refuses a row without a field that every event needs', () => {
    expect(eventsOf(cloudfront, '1793526855.1\t200\t-\t-\t-')).toEqual(['uri (at cs-uri-stem): missing']);
  });
});
