import fc from 'fast-check';
import { parse, type Type } from 'protobufjs';
import { jsonOf } from '../../engine/formats/decoded-value';
import { protobufSchema } from '../../schemas/protobuf';

const ORDER = `
syntax = "proto3";
package shop;
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
enum Side { NONE = 0; BUY = 1; SELL = 2; }
message Order {
  message Line { string sku = 1; int32 pieces = 2; }
  int64 id = 1;
  sint64 change = 2;
  fixed64 hash = 3;
  uint32 count = 4;
  double price = 5;
  float weight = 6;
  bool paid = 7;
  string symbol = 8;
  Side side = 9;
  optional string note = 10;
  repeated int32 marks = 11;
  map<string, int64> totals_by_day = 12;
  Line line = 13;
  repeated Line lines = 14;
  bytes blob = 15;
  oneof how { string card = 16; int32 cash = 17; }
  Order before = 18;
  sfixed32 delta = 19;
  google.protobuf.Timestamp at = 20;
  google.protobuf.Int64Value maybe = 21;
}
`;
/** By full name: shop.Order is 0, then .Line and the map's entry. */
const ORDER_INDEX = 0;

const order = protobufSchema(ORDER);
/** The library without the types that are not in the text: it writes those as what they are on the wire. */
const library = parse(
  ORDER.replaceAll('google.protobuf.Timestamp', 'Stamp')
    .replaceAll('google.protobuf.Int64Value', 'Wrapped')
    .concat('message Stamp { int64 seconds = 1; int32 nanos = 2; } message Wrapped { int64 value = 1; }'),
  { keepCase: true },
).root.lookupType('shop.Order');

function payloadOf(type: Type, value: object, index = ORDER_INDEX): Buffer {
  return Buffer.concat([Buffer.of(index), type.encode(type.fromObject(value)).finish()]);
}

function plain(value: unknown): unknown {
  return JSON.parse(jsonOf(value));
}

function read(schema: typeof order, payload: Uint8Array): unknown {
  const decoded = schema.decode(Buffer.from(payload));
  return 'bad' in decoded ? decoded.bad : plain(decoded.value);
}

const longs = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.maxSafeInteger().map(BigInt));
const lines = fc.record({ sku: fc.string({ unit: 'binary' }), pieces: fc.integer() });

const orders = fc.record({
  id: longs,
  change: longs,
  hash: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  count: fc.nat(),
  price: fc.double({ noNaN: true, noDefaultInfinity: true }),
  weight: fc.float({ noNaN: true, noDefaultInfinity: true }),
  paid: fc.boolean(),
  symbol: fc.string({ unit: 'binary' }),
  side: fc.constantFrom('NONE', 'BUY', 'SELL'),
  note: fc.option(fc.string()),
  marks: fc.array(fc.integer()),
  totals_by_day: fc.dictionary(fc.string(), longs, { noNullPrototype: true }),
  line: fc.option(lines),
  lines: fc.array(lines),
  card: fc.option(fc.string()),
  delta: fc.integer(),
});

/** As the event has it: an integer that no double holds as its digits, what is not there as null. */
function expected(given: object): unknown {
  return JSON.parse(
    JSON.stringify(
      { blob: { base64: '' }, cash: null, before: null, at: null, maybe: null, ...given },
      (_, value: unknown) =>
        typeof value !== 'bigint' ? value : Number.isSafeInteger(Number(value)) ? Number(value) : String(value),
    ),
  );
}

const written = (given: object): object =>
  JSON.parse(
    JSON.stringify(given, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  ) as object;

test('what the Protobuf library writes is read as it was, whatever it is', () => {
  fc.assert(
    fc.property(orders, given => {
      expect(read(order, payloadOf(library, written(given)))).toEqual(expected(given));
    }),
    { numRuns: 300 },
  );
});

test('scalars that are not there are what their type says, and null where the absence can be told', () => {
  expect(read(order, Buffer.of(ORDER_INDEX))).toEqual({
    ...(expected({ id: 0, change: 0, hash: 0, count: 0, price: 0, weight: 0, paid: false, symbol: '' }) as object),
    ...{ side: 'NONE', note: null, marks: [], totals_by_day: {}, line: null, lines: [], card: null, delta: 0 },
  });
});

test('a timestamp of Google is one, to the nanosecond; a wrapper is what it wraps', () => {
  const at = { seconds: 1_534_849_265, nanos: 123_456_789 };
  const value = read(order, payloadOf(library, { at, maybe: { value: '9007199254740993' } }));
  expect(value).toMatchObject({ at: '2018-08-21T11:01:05.123456789Z', maybe: '9007199254740993' });
  expect(read(order, payloadOf(library, { at: { seconds: 1 } }))).toMatchObject({ at: '1970-01-01T00:00:01.000Z' });
  expect(read(order, payloadOf(library, { at: { nanos: -1 } }))).toBe('no nanoseconds of a timestamp: -1');
});

test('the last value of several counts, messages are merged, and of a oneof the last stays', () => {
  const twice = [
    { line: { sku: 'a', pieces: 1 }, card: 'x' },
    { line: { pieces: 2 }, cash: 5 },
  ].map(given => payloadOf(library, given).subarray(1));
  expect(read(order, Buffer.concat([Buffer.of(ORDER_INDEX), ...twice]))).toMatchObject({
    line: { sku: 'a', pieces: 2 },
    card: null,
    cash: 5,
  });
});

test('fields that the schema has not, or of another wire type, are passed over, groups among them; numbers may be packed or not', () => {
  const unknown = Buffer.from(
    'f83f05 f93f0102030405060708 fa3f0141 fb3f0805fc3f fd3f01020304 0a0141'.replaceAll(' ', ''),
    'hex',
  );
  const loose = Buffer.from('58015802', 'hex');
  expect(read(order, Buffer.concat([Buffer.of(ORDER_INDEX), unknown, loose]))).toMatchObject({ id: 0, marks: [1, 2] });
  expect(read(order, Buffer.of(ORDER_INDEX, 0x0c))).toBe('no wire type: 4');
  expect(read(order, Buffer.of(ORDER_INDEX, 0x00))).toBe('no field has this number');
});

test('messages are numbered by full name, with those within others and the entries of maps', () => {
  const text = `syntax = "proto3"; package p;
    message B { message C { int32 c = 1; } message A { message D { int32 d = 1; } } map<string, C> by_day = 1; }
    message A { int32 a = 1; }`;
  const schema = protobufSchema(text);
  const of = (index: number): unknown => read(schema, Buffer.of(index, 8, 7));
  expect([0, 1, 2, 3, 4, 5, 6].map(of)).toEqual([
    { a: 7 },
    { by_day: {} },
    {},
    { d: 7 },
    'no message 4 in it',
    { c: 7 },
    'no message 6 in it',
  ]);
});

test('proto2: a group is a message, and what is not there is null', () => {
  const schema = protobufSchema(
    'message P { optional group Foo = 1 { optional int32 z = 1; } optional int32 d = 4 [default = 7]; }',
  );
  expect(read(schema, Buffer.of(0, 0x0b, 0x08, 0x05, 0x0c))).toEqual({ foo: { z: 5 }, d: null });
});

test('a payload that is cut or changed anywhere is bad or another event, and nothing is thrown', () => {
  const [given] = fc.sample(orders, { seed: 7, numRuns: 1 });
  const payload = payloadOf(library, { ...written(given!), before: { before: { id: 1 } }, at: { seconds: 5 } });
  for (let end = 0; end < payload.length; end++)
    expect(read(order, payload.subarray(0, end))).not.toBe('cannot be decoded');
  for (let bit = 0; bit < payload.length * 8; bit++) {
    const flipped = Buffer.from(payload);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(read(order, flipped)).not.toBe('cannot be decoded');
  }
});

test('random bytes are bad or an event, and nothing is thrown', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      given => read(order, Buffer.of(ORDER_INDEX, ...given)) !== 'cannot be decoded',
    ),
    { numRuns: 2_000 },
  );
});

test('messages in one another without end are bad', () => {
  let nested = Buffer.alloc(0);
  for (let i = 0; i < 120; i++) {
    const length =
      nested.length < 128 ? Buffer.of(nested.length) : Buffer.of((nested.length & 127) | 128, nested.length >> 7);
    nested = Buffer.concat([Buffer.of(0x92, 0x01), length, nested]);
  }
  expect(read(order, Buffer.concat([Buffer.of(ORDER_INDEX), nested]))).toBe('nested deeper than 100');
});

test.each([
  ['message {', /^no Protobuf schema that can be used: /],
  ['syntax = "proto3"; import "other.proto"; message M { Other o = 1; }', /: no such Type or Enum 'Other'/],
])('a text that is no schema of events decodes nothing: %s', (text, bad) => {
  expect(read(protobufSchema(text), Buffer.of(0))).toMatch(bad);
});
