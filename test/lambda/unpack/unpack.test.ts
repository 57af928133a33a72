import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { unpack } from '../../../lambda/unpack/unpack';

const batch = (...payloads: (string | Buffer)[]) =>
  payloads.map((payload, i) => ({
    recordId: `record-${i}`,
    approximateArrivalTimestamp: 0,
    data: Buffer.from(payload).toString('base64'),
  }));

const bytes = (data: string | undefined): Buffer => Buffer.from(data!, 'base64');

test('whatever their encoding, records become one gzip file of one event a line', () => {
  const answer = unpack(batch('{"a":1}', gzipSync('{"a":2}\n{"a":3}'), '{"a":4}\n\n{"a":5}\n', 'no json'));
  expect(answer.map(({ recordId, result }) => [recordId, result])).toEqual(
    [0, 1, 2, 3].map(i => [`record-${i}`, 'Ok']),
  );
  const object = Buffer.concat(answer.map(({ data }) => bytes(data)));
  expect(gunzipSync(object).toString()).toBe('{"a":1}\n{"a":2}\n{"a":3}\n{"a":4}\n{"a":5}\nno json\n');
});

test('a record that cannot be opened is kept as it came', () => {
  const broken = gzipSync('{"a":1}').subarray(0, 12);
  const [{ result, data } = { result: undefined, data: '' }] = unpack(batch(broken));
  expect(result).toBe('Ok');
  expect(gunzipSync(bytes(data))).toEqual(Buffer.concat([broken, Buffer.from('\n')]));
});

test('a batch that grows fifty times when unpacked still fits the response', () => {
  const text = '{"url":"https://example.org/a/page","n":1}\n'.repeat(20_000);
  const answer = unpack(batch(...Array.from({ length: 20 }, () => gzipSync(text))));
  expect(answer.every(({ result }) => result === 'Ok')).toBe(true);
  expect(JSON.stringify(answer).length).toBeLessThan(6_000_000);
});

test('what no longer fits the response is marked as failed, in order, and keeps its id', () => {
  const answer = unpack(batch(...Array.from({ length: 8 }, () => randomBytes(750_000).toString('latin1'))));
  const failed = answer.filter(({ result }) => result === 'ProcessingFailed');
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.length).toBeLessThan(8);
  expect(answer.map(({ recordId }) => recordId)).toEqual(Array.from({ length: 8 }, (_, i) => `record-${i}`));
  expect(JSON.stringify(answer).length).toBeLessThan(6_000_000);
});
