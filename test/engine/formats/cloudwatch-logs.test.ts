import { gzipSync } from 'node:zlib';
import { count, definePipeline, epochMillis, number, string, tumbling } from 'tidemark';
import { eventsOf, textsOf } from './support/events-of';

const queries = { all: { window: tumbling('1 second'), select: { n: count() } } };

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
