import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import * as zlib from 'node:zlib';
import { DECOMPRESSED_BYTES_MAX, openRecord } from '../../../engine/events/open-record';

const text = Buffer.from('{"a":1}\n{"a":2}');

const textsOf = (record: Buffer): string[] | string => {
  const opened = openRecord(record);
  return 'bad' in opened ? opened.bad : opened.texts.map(one => one.toString());
};

/** As amazon-kinesis-producer writes it: the partition keys, then the records, each with its key's index. */
function kpl(payloads: readonly Buffer[]): Buffer {
  const field = (number: number, bytes: Buffer): Buffer =>
    Buffer.concat([Buffer.of((number << 3) | 2, bytes.length), bytes]);
  const records = payloads.map(data => field(3, Buffer.concat([Buffer.of(1 << 3, 0), field(3, data)])));
  const message = Buffer.concat([field(1, Buffer.from('key')), ...records]);
  return Buffer.concat([Buffer.of(0xf3, 0x89, 0x9a, 0xc2), message, createHash('md5').update(message).digest()]);
}

test.each([
  ['plain text', text],
  ['gzip', gzipSync(text)],
  ['brotli', brotliCompressSync(text)],
])('%s is opened', (_, record) => {
  expect(textsOf(record)).toEqual([text.toString()]);
});

test.each([
  ['gzip', gzipSync('{"k":"ключ 日本 😀"}')],
  ['brotli', brotliCompressSync('{"k":"ключ 日本 😀"}')],
])('%s of characters of several bytes keeps them', (_, record) => {
  expect(textsOf(record)).toEqual(['{"k":"ключ 日本 😀"}']);
});

test('a KPL aggregate gives its payloads in order, also compressed ones', () => {
  expect(textsOf(kpl([Buffer.from('{"a":1}'), gzipSync('{"a":2}')]))).toEqual(['{"a":1}', '{"a":2}']);
});

test('a KPL aggregate with a wrong sum or a broken message is bad', () => {
  const record = kpl([Buffer.from('{"a":1}')]);
  record[8]! ^= 1;
  expect(textsOf(record)).toBe('corrupt KPL aggregate: wrong MD5');
  const message = Buffer.of(0x1a, 0x7f, 0x00);
  const broken = Buffer.concat([record.subarray(0, 4), message, createHash('md5').update(message).digest()]);
  expect(textsOf(broken)).toBe('corrupt KPL aggregate');
});

test.each([
  ['gzip', gzipSync(Buffer.alloc(DECOMPRESSED_BYTES_MAX + 1))],
  ['brotli', brotliCompressSync(Buffer.alloc(DECOMPRESSED_BYTES_MAX + 1))],
])('a %s bomb is bad', (_, record) => {
  expect(textsOf(record)).toBe(`more than ${DECOMPRESSED_BYTES_MAX} bytes decompressed`);
});

test('corrupt gzip is bad, and what is no brotli is text', () => {
  expect(textsOf(gzipSync(text).subarray(0, 20))).toBe('corrupt gzip');
  expect(textsOf(Buffer.from('not JSON'))).toEqual(['not JSON']);
  // The first byte is that of an empty brotli stream: bytes are left over.
  expect(textsOf(Buffer.from(';{"a":1}'))).toEqual([';{"a":1}']);
});

test('zstd is opened where the runtime can, and else bad for that reason', () => {
  const { zstdCompressSync } = zlib as { zstdCompressSync?: (data: Uint8Array) => Buffer };
  if (!zstdCompressSync) {
    const frame = Buffer.from('28b52ffd040039000061', 'hex');
    return void expect(textsOf(frame)).toBe('zstd needs a runtime of Node.js 22.15 or later');
  }
  const whole = zstdCompressSync(Buffer.from('{"a":1}\n'.repeat(1_000)));
  expect(textsOf(whole)).toEqual(['{"a":1}\n'.repeat(1_000)]);
  expect(textsOf(zstdCompressSync(Buffer.alloc(DECOMPRESSED_BYTES_MAX + 1)))).toMatch(/^more than/);
  whole[6]! ^= 0xff;
  expect(textsOf(whole)).toBe('corrupt zstd');
});

test('brotli is never taken for text, whatever it holds and however it was made', () => {
  const rows = fc.array(fc.constantFrom('A,1.5,1', '[{"a":1}]', 'x', '"', 'Ä', '\n', '-'.repeat(70)), {
    minLength: 1,
    maxLength: 40,
  });
  const options = fc.record({ quality: fc.integer({ min: 0, max: 11 }), window: fc.integer({ min: 10, max: 24 }) });
  fc.assert(
    fc.property(rows, options, (parts, { quality, window }) => {
      const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN } = zlib.constants;
      const params = { [BROTLI_PARAM_QUALITY]: quality, [BROTLI_PARAM_LGWIN]: window };
      const content = parts.join('\n');
      expect(textsOf(brotliCompressSync(content, { params }))).toEqual([content]);
    }),
    { numRuns: 2_000 },
  );
});

test('brotli that begins with the two bytes of gzip is opened all the same', () => {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN } = zlib.constants;
  const params = { [BROTLI_PARAM_QUALITY]: 2, [BROTLI_PARAM_LGWIN]: 24 };
  const contents = Array.from({ length: 300 }, (_, i) => `A,1.5,1\n${'-'.repeat(i)}`);
  const records = contents.map(content => brotliCompressSync(content, { params }));
  expect(records.some(record => record.readUInt16BE() === 0x1f8b)).toBe(true);
  expect(records.map(textsOf)).toEqual(contents.map(content => [content]));
  expect(textsOf(Buffer.from('1f8b08000000', 'hex'))).toBe('corrupt gzip');
});

test('text is text, whatever it begins with', () => {
  for (let first = 0x20; first < 0x7f; first++) {
    const row = `${String.fromCharCode(first)},1.5,1\n`;
    expect(textsOf(Buffer.from(row))).toEqual([row]);
  }
});
