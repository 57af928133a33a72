import { deflateSync } from 'node:zlib';
import {
  boolean,
  count,
  definePipeline,
  epochMicros,
  epochMillis,
  epochNanos,
  epochSeconds,
  integer,
  isoTime,
  number,
  string,
  tumbling,
} from 'tidemark';
import { decodeRecord } from '../../../engine/events/decode-record';
import { parseEvent } from '../../../engine/events/parse-event';
import { EventReader } from '../../../engine/scan/event-reader';
import { avroSchema } from '../../../schemas/avro';
import { framed, ID } from '../../schemas/support/framed';
import { aggregated, AT_MS, order, pipeline, schema } from '../../schemas/support/orders';

/** What a record holds, read both ways: values, or why not. */
function eventsIn(record: Buffer, of = pipeline, by = schema): unknown[] {
  const decoded = decodeRecord(of, record, new Map([[ID, by]]));
  if ('bad' in decoded) return [decoded.bad];
  const reader = new EventReader(of);
  return decoded.events.map(event => {
    const parsed = parseEvent(of, event, NaN);
    const plain = 'values' in parsed ? { ...parsed.values } : 'bad' in parsed ? parsed.bad : 'skipped';
    const reading = reader.readFound(event);
    const quick = Object.fromEntries(reader.names.map((name, slot) => [name, reader.slots.value(slot)]));
    expect(reading === 'good' ? quick : reading === 'bad' ? reader.reason : reading).toEqual(plain);
    return plain;
  });
}

test('bytes made by hand are an event: header, id, and the payload as it is or by zlib', () => {
  const payload = Buffer.from([8, ...Buffer.from('ACME'), 2, 84, 0xd0, 0x0f]);
  const header = '030001234567 89abcdef 01234567 89abcdef'.replaceAll(' ', '');
  const record = Buffer.concat([Buffer.from(header, 'hex'), payload]);
  const event = { who: 'ACME', pieces: 42, at: 1000 };
  expect(eventsIn(record)).toEqual([event]);
  const compressed = Buffer.concat([Buffer.from(header.replace(/^0300/, '0305'), 'hex'), deflateSync(payload)]);
  expect(eventsIn(compressed)).toEqual([event]);
});

test('user records in a KPL aggregate are an event each, and a bad one costs none of the others', () => {
  const record = aggregated([
    framed(order('a', 1)),
    framed(order('b', null), ID, 'zlib'),
    Buffer.concat([framed(order('c', 2), ID, 'zlib').subarray(0, -3)]),
    Buffer.from('{"customer":{"name":"d"},"at":5}'),
  ]);
  expect(eventsIn(record)).toEqual([
    { who: 'a', pieces: 1, at: AT_MS },
    { who: 'b', pieces: null, at: AT_MS },
    'corrupt zlib',
    { who: 'd', pieces: null, at: 5 },
  ]);
});

const whole = framed(order('a', 1));
const other = Buffer.from(whole);
other[1] = 9;

test.each([
  [Buffer.alloc(0), 'empty'],
  [Buffer.of(0, ...whole), 'no record of a schema registry: it begins with 0, not 3'],
  [whole.subarray(0, 17), '17 bytes, and the header of a schema registry has 18'],
  [other, 'unknown compression 9: expected 0 or 5'],
  [whole.subarray(0, -1), `schema ${ID}: truncated`],
  [Buffer.of(...whole, 1), `schema ${ID}: 1 bytes follow the event`],
  [framed(Buffer.alloc(17 * 1024 * 1024), ID, 'zlib'), 'more than 16777216 bytes decompressed'],
  [Buffer.of(...framed(order('a', 1), ID, 'zlib'), 1), 'corrupt zlib'],
  [Buffer.from('{"customer":'), 'invalid JSON'],
])('record %# is bad, with its reason: %s', (record, bad) => {
  expect(eventsIn(record)).toEqual([bad]);
});

const SOME_MS = Date.UTC(2018, 7, 21, 11, 1, 5, 123);

test.each([
  [epochSeconds(), SOME_MS / 1000],
  [epochMillis(), SOME_MS],
  [epochMicros(), SOME_MS],
  [epochNanos(), SOME_MS],
  [isoTime(), '2018-08-21T11:01:05.123Z'],
])('any field of times reads a timestamp, and the JSON that it is shown as: %#', (at, value) => {
  const of = definePipeline({
    name: 'times',
    source: { format: 'avro' },
    event: { at: at as ReturnType<typeof epochMillis> },
    eventTime: 'at',
    queries: { all: { window: tumbling('1 second'), select: { n: count() } } },
  });
  const record = framed(order('ACME', 7, SOME_MS));
  expect(eventsIn(record, of)).toEqual([{ at: value }]);
  const decoded = decodeRecord(of, record, new Map([[ID, schema]]));
  const shown = 'events' in decoded && decoded.events[0]!.text;
  expect(String(shown)).toBe('{"customer":{"name":"ACME"},"pieces":7,"at":"2018-08-21T11:01:05.123Z"}');
  expect(eventsIn(shown as Buffer, of)).toEqual([{ at: value }]);
});

/** A long as Avro writes it. */
function long(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.of(...bytes, Number(left));
}

const decimal = '{"type":"bytes","logicalType":"decimal","scale":2}';

test.each([
  [integer(), '"long"', long(2n ** 53n - 1n), 2 ** 53 - 1],
  [integer(), '"long"', long(2n ** 53n + 1n), 'v: expected integer, got 9007199254740992, beyond 2^53'],
  [
    integer(),
    '"string"',
    Buffer.of(2, 0x37),
    'v: expected integer, got string "7": is the field integer({ text: true })?',
  ],
  [string(), '"long"', long(2n ** 53n + 1n), '9007199254740993'],
  [string(), '"long"', long(-7n), '-7'],
  [number(), '"long"', long(-(2n ** 53n) - 1n), 'v: expected number, got string "-9007199254740993"'],
  [number({ text: true }), '"long"', long(2n ** 53n + 2n), 2 ** 53 + 2],
  [epochNanos(), '"long"', long(1_764_547_200_123_999_999n), 1_764_547_200_123],
  [epochMicros(), '{"type":"long","logicalType":"timestamp-micros"}', long(1_764_547_200_123_999n), 1_764_547_200_123],
  [isoTime(), '{"type":"long","logicalType":"timestamp-micros"}', long(1_500n), '1970-01-01T00:00:00.001500Z'],
  [
    integer(),
    '{"type":"long","logicalType":"timestamp-millis"}',
    long(0n),
    'v: expected integer, got string "1970-01-01T00:00:00.000Z"',
  ],
  [string(), '"bytes"', Buffer.of(2, 1), 'v: expected string, got bytes'],
  [string(), '{"type":"array","items":"int"}', Buffer.of(0), 'v: expected string, got array'],
  [string(), '{"type":"enum","name":"E","symbols":["A","B"]}', Buffer.of(2), 'B'],
  [number(), '"double"', Buffer.from('000000000000f87f', 'hex'), 'v: expected number, got one out of range'],
  [
    number(),
    decimal,
    Buffer.of(4, 0x30, 0x39),
    'v: expected number, got string "123.45": is the field number({ text: true })?',
  ],
  [number({ text: true }), decimal, Buffer.of(4, 0x30, 0x39), 123.45],
  [boolean(), '["null","boolean"]', Buffer.of(0), 'v: null'],
  [boolean({ at: 'w' }), '"null"', Buffer.alloc(0), 'v (at w): missing'],
])('a field takes what it can hold of what is written, and no more: %#', (field, type, payload, value) => {
  const of = definePipeline({
    name: 'wide',
    source: { format: 'avro' },
    event: { v: field as ReturnType<typeof string>, t: epochMillis() },
    eventTime: 't',
    queries: { all: { window: tumbling('1 second'), select: { n: count() } } },
  });
  const text = `{"type":"record","name":"W","fields":[{"name":"t","type":"long"},{"name":"v","type":${type}}]}`;
  const [event] = eventsIn(framed(Buffer.concat([Buffer.of(0), payload])), of, avroSchema(text));
  if (typeof event === 'string') expect(event).toContain(value);
  else expect(event).toEqual({ v: value, t: 0 });
});
