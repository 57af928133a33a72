import fc from 'fast-check';
import { ByteReader } from '../../../engine/encoding/byte-reader';
import { ByteWriter } from '../../../engine/encoding/byte-writer';

/** What can be written, as the name of the method of writer and reader, and a value. */
const written = fc.oneof(
  fc.record({ kind: fc.constant('byte' as const), value: fc.nat(255) }),
  fc.record({ kind: fc.constant('varint' as const), value: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('varint' as const), value: fc.nat(300) }),
  fc.record({ kind: fc.constant('signedVarint' as const), value: fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }) }),
  fc.record({ kind: fc.constant('double' as const), value: fc.double() }),
  fc.record({ kind: fc.constant('string' as const), value: fc.string({ unit: 'grapheme', maxLength: 300 }) }),
  fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 300 }) }),
);
type Written = typeof written extends fc.Arbitrary<infer T> ? T : never;

function write(out: ByteWriter, { kind, value }: Written): void {
  if (kind === 'string') out.string(value);
  else if (kind === 'bytes') out.bytes(value);
  else out[kind](value);
}

const read = (from: ByteReader, { kind }: Written): unknown =>
  kind === 'bytes' ? new Uint8Array(from.bytes()) : from[kind]();

/** By name: Buffer's own errors come from outside of Jest's realm. */
const rangeError = expect.objectContaining({ name: 'RangeError' }) as Error;

test('what was written is read back in order, to the last byte', () => {
  const property = fc.property(fc.array(written, { maxLength: 30 }), fc.nat(8), (values, capacityBytes) => {
    const out = new ByteWriter(capacityBytes);
    values.forEach(value => write(out, value));
    const from = new ByteReader(out.finish());
    for (const value of values) expect(read(from, value)).toEqual(value.value);
    expect(out.size).toBe(out.finish().length);
    expect(from.remaining).toBe(0);
  });
  fc.assert(property, { numRuns: 300, seed: 7 });
});

test('bytes that end too early throw a RangeError', () => {
  const property = fc.property(written, value => {
    const out = new ByteWriter();
    write(out, value);
    const cut = out.finish().subarray(0, out.size - 1);
    expect(() => read(new ByteReader(cut), value)).toThrow(rangeError);
  });
  fc.assert(property, { numRuns: 300, seed: 8 });
});

test.each([
  [0, 1],
  [127, 1],
  [128, 2],
  [2 ** 14 - 1, 2],
  [Number.MAX_SAFE_INTEGER, 8],
])('the varint %i takes %i bytes', (value, bytes) => {
  const out = new ByteWriter();
  out.varint(value);
  expect(out.size).toBe(bytes);
});

test('what no varint can hold is refused', () => {
  const out = new ByteWriter();
  for (const value of [-1, 0.5, NaN, Infinity, 2 ** 53]) expect(() => out.varint(value)).toThrow(rangeError);
  for (const value of [0.5, NaN, 2 ** 53, -(2 ** 53)]) expect(() => out.signedVarint(value)).toThrow(rangeError);
  expect(out.size).toBe(0);
});

test('a varint that never ends is refused', () => {
  expect(() => new ByteReader(Buffer.alloc(20, 0xff)).varint()).toThrow('varint too long');
});

test('finished bytes do not change when writing goes on', () => {
  const out = new ByteWriter(64);
  out.string('a');
  const before = out.finish();
  out.string('b');
  expect(before).toEqual(Buffer.from([1, 97]));
});
