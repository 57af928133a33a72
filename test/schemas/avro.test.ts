import { type Schema, Type, types } from 'avsc';
import fc from 'fast-check';
import { jsonOf, Timestamp } from '../../engine/formats/decoded-value';
import { avroSchema } from '../../schemas/avro';

/** Longs as the library writes them where no double holds them. */
const bigLong = types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => Number(a - b),
});

const ORDER = {
  type: 'record',
  name: 'shop.Order',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'count', type: 'int' },
    { name: 'price', type: 'double' },
    { name: 'paid', type: 'boolean' },
    { name: 'symbol', type: 'string' },
    { name: 'side', type: { type: 'enum', name: 'Side', symbols: ['BUY', 'SELL'] } },
    { name: 'note', type: ['null', 'string', 'boolean'] },
    { name: 'tags', type: { type: 'array', items: 'string' } },
    { name: 'scores', type: { type: 'map', values: 'double' } },
    { name: 'key', type: { type: 'fixed', name: 'Key', size: 4 } },
    { name: 'blob', type: 'bytes' },
    { name: 'before', type: ['null', 'Order'] },
  ],
};

interface Order {
  readonly id: bigint;
  readonly before: Order | null;
  readonly [name: string]: unknown;
}

const bytes = (lengths: fc.IntArrayConstraints): fc.Arbitrary<Buffer> =>
  fc.uint8Array(lengths).map(array => Buffer.from(array));

const orders: fc.Arbitrary<Order> = fc.letrec<{ order: Order }>(tie => ({
  order: fc.record({
    id: fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.maxSafeInteger().map(BigInt)),
    count: fc.integer(),
    price: fc.double(),
    paid: fc.boolean(),
    symbol: fc.string({ unit: 'binary' }),
    side: fc.constantFrom('BUY', 'SELL'),
    note: fc.option(fc.oneof(fc.string(), fc.boolean())),
    tags: fc.array(fc.string()),
    scores: fc.dictionary(fc.string(), fc.double(), { noNullPrototype: true }),
    key: bytes({ minLength: 4, maxLength: 4 }),
    blob: bytes({}),
    before: fc.option(tie('order'), { maxDepth: 3 }),
  }),
})).order;

/** What a value of the library is here. */
function expected({ id, before, ...rest }: Order): unknown {
  const isExact = BigInt(Number(id)) === id && Number.isSafeInteger(Number(id));
  return { ...rest, id: isExact ? Number(id) : String(id), before: before && expected(before) };
}

const writer = Type.forSchema(ORDER as Schema, { registry: { long: bigLong }, wrapUnions: 'never' });
const order = avroSchema(JSON.stringify(ORDER));

/** Objects without prototypes, and bytes, as plain ones. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Timestamp || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}

function decoded(type: unknown, payload: Uint8Array): unknown {
  const schema = avroSchema(JSON.stringify({ type: 'record', name: 'R', fields: [{ name: 'x', type }] }));
  const read = schema.decode(Buffer.from(payload));
  return 'bad' in read ? read.bad : plain((read.value as { x: unknown }).x);
}

const wire = (type: unknown, value: unknown): Buffer => Type.forSchema(type as Schema).toBuffer(value);

test('what the Avro library writes is read as it was, whatever it is', () => {
  fc.assert(
    fc.property(orders, given => {
      const read = order.decode(writer.toBuffer(given));
      expect(plain('value' in read && read.value)).toEqual(plain(expected(given)));
    }),
    { numRuns: 300 },
  );
});

test('a payload that is cut or changed anywhere is bad or another event, and nothing is thrown', () => {
  const [given] = fc.sample(orders, { seed: 5, numRuns: 1 });
  const payload = writer.toBuffer(given);
  for (let end = 0; end < payload.length; end++) expect(order.decode(payload.subarray(0, end))).toHaveProperty('bad');
  for (let bit = 0; bit < payload.length * 8; bit++) {
    const flipped = Buffer.from(payload);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    const read = order.decode(flipped);
    expect('bad' in read || jsonOf(read.value) !== '').toBe(true);
  }
  expect(order.decode(Buffer.concat([payload, payload]))).toEqual({ bad: `${payload.length} bytes follow the event` });
});

test('random bytes are bad or an event, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), given => {
      const read = order.decode(Buffer.from(given));
      return 'bad' in read ? read.bad !== 'cannot be decoded' : typeof jsonOf(read.value) === 'string';
    }),
    { numRuns: 2_000 },
  );
});

test.each<[unknown, Buffer, unknown]>([
  ['long', Buffer.from('feffffffffffff1f', 'hex'), 9_007_199_254_740_991],
  ['long', Buffer.from('ffffffffffffffffff01', 'hex'), '-9223372036854775808'],
  ['long', Buffer.from('ffffffffffffffffff02', 'hex'), 'a varint of more than 64 bits'],
  ['int', Buffer.from('feffffff0f', 'hex'), 2_147_483_647],
  ['int', Buffer.from('8080808010', 'hex'), 'an int of more than 32 bits'],
  ['boolean', Buffer.of(2), 'no boolean: 2'],
  ['string', Buffer.of(2, 0xff), 'invalid UTF-8'],
  ['string', wire('string', '\ufffd'), '\ufffd'],
  ['string', Buffer.of(1), 'a negative length'],
  [['null', 'string'], Buffer.of(4), 'no branch of a union: 2'],
  [{ type: 'enum', name: 'E', symbols: ['A'] }, Buffer.of(2), 'no enum symbol: 1'],
  [{ type: 'array', items: 'int' }, Buffer.of(3, 4, 2, 4, 0), [1, 2]],
  [{ type: 'array', items: 'null' }, Buffer.from('fefffffffffffffffe01', 'hex'), 'more than 1000000 values'],
  [{ type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 }, Buffer.of(4, 0xcf, 0xc7), '-123.45'],
  [{ type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 }, Buffer.of(2, 5), '0.05'],
  [{ type: 'bytes', logicalType: 'decimal', precision: 9 }, Buffer.of(0), '0'],
  [{ type: 'fixed', name: 'D', size: 2, logicalType: 'decimal', scale: 1 }, Buffer.of(0, 12), '1.2'],
  [{ type: 'long', logicalType: 'timestamp-millis' }, wire('long', 1_234), new Timestamp(1_234)],
  [{ type: 'long', logicalType: 'timestamp-micros' }, wire('long', -1), new Timestamp(-1, '999')],
  [{ type: 'long', logicalType: 'local-timestamp-millis' }, wire('long', 5), 5],
  [{ type: { type: 'string', logicalType: 'uuid' } }, wire('string', 'a'), 'a'],
])('of type %j, %p comes to %p', (type, payload, value) => {
  expect(decoded(type, payload)).toEqual(value);
});

test.each([
  ['{', /^no Avro schema: /],
  ['"string"', /^its string is no record$/],
  ['{"type":"record","name":"R","fields":[{"name":"x","type":"Nowhere"}]}', /^no Avro schema: unknown type Nowhere$/],
  ['{"type":"record","name":"R"}', /^no Avro schema: a record without fields$/],
  [`{"type":"record","name":"R","fields":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, /^no Avro schema: /],
])('a text that is no schema of events decodes nothing: %s', (text, bad) => {
  expect(avroSchema(text).decode(Buffer.alloc(0))).toEqual({ bad: expect.stringMatching(bad) as string });
});

test('names are found in the namespace of their record, and by their full name', () => {
  const schema = avroSchema(
    JSON.stringify({
      type: 'record',
      name: 'R',
      namespace: 'a.b',
      fields: [
        { name: 'one', type: { type: 'enum', name: 'E', symbols: ['X'] } },
        { name: 'two', type: 'E' },
        { name: 'three', type: ['null', 'a.b.E'] },
      ],
    }),
  );
  expect(schema.decode(Buffer.of(0, 0, 2, 0))).toMatchObject({ value: { one: 'X', two: 'X', three: 'X' } });
});

test('a record that holds itself without end is bad, however few bytes it has', () => {
  const endless = avroSchema('{"type":"record","name":"R","fields":[{"name":"r","type":"R"}]}');
  expect(endless.decode(Buffer.alloc(0))).toEqual({ bad: 'nested deeper than 100' });
  const wide = Array.from({ length: 40 }, (_, i) => i).reduceRight<unknown>(
    (type, i) => ({
      type: 'record',
      name: `R${i}`,
      fields:
        i === 39
          ? []
          : [
              { name: 'a', type },
              { name: 'b', type: `R${i + 1}` },
            ],
    }),
    null,
  );
  expect(avroSchema(JSON.stringify(wide)).decode(Buffer.alloc(0))).toEqual({ bad: 'more than 1000000 values' });
});
