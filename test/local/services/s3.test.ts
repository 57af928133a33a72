import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AwsChunkedDecoder } from '../../../local/services/aws-chunked';
import { startS3 } from '../../../local/services/s3';
import type { Service } from '../../../local/services/service';
import { newFolder, removeFolders } from '../support/folders';

let folder: string;
let s3: Service;
let client: S3Client;

const connect = (checksums: 'WHEN_REQUIRED' | 'WHEN_SUPPORTED'): S3Client =>
  new S3Client({
    endpoint: s3.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestChecksumCalculation: checksums,
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

beforeEach(async () => {
  folder = newFolder();
  s3 = await startS3(join(folder, 'lake'), 0);
  client = connect('WHEN_REQUIRED');
});

afterEach(async () => {
  client.destroy();
  await s3.close();
  removeFolders();
});

test('an object put is a file below the folder, and can be read back', async () => {
  await client.send(new PutObjectCommand({ Bucket: 'lake', Key: 'late/date=2018-08-21/a b.ndjson', Body: 'one\n' }));
  expect(readFileSync(join(folder, 'lake/late/date=2018-08-21/a b.ndjson'), 'utf8')).toBe('one\n');
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'lake', Key: 'late/date=2018-08-21/a b.ndjson' }));
  expect(await Body!.transformToString()).toBe('one\n');
});

test('a second put replaces the object, and leaves no other file', async () => {
  for (const Body of ['a longer one', 'short'])
    await client.send(new PutObjectCommand({ Bucket: 'lake', Key: 'k', Body }));
  expect(readFileSync(join(folder, 'lake/k'), 'utf8')).toBe('short');
  expect(readdirSync(join(folder, 'lake'))).toEqual(['k']);
});

test('a streamed body with a trailing checksum is stored without its framing', async () => {
  const chunked = connect('WHEN_SUPPORTED');
  const body = Buffer.alloc(200_000, 'abc\r\n');
  await chunked.send(
    new PutObjectCommand({ Bucket: 'lake', Key: 'k', Body: Readable.from([body]), ContentLength: body.length }),
  );
  chunked.destroy();
  expect(readFileSync(join(folder, 'lake/k')).equals(body)).toBe(true);
});

test('framing may be cut anywhere', async () => {
  const framed = '5\r\nhello\r\n6;chunk-signature=00\r\n world\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n';
  for (let size = 1; size <= framed.length; size++) {
    const pieces = framed.match(new RegExp(`[^]{1,${size}}`, 'g'))!.map(piece => Buffer.from(piece));
    const parts: Buffer[] = [];
    for await (const part of Readable.from(pieces).pipe(new AwsChunkedDecoder())) parts.push(part as Buffer);
    expect(Buffer.concat(parts).toString()).toBe('hello world');
  }
});

test('a key never leads out of the folder', async () => {
  const response = await fetch(`${s3.endpoint}/lake/..%2f..%2fescaped`, { method: 'PUT', body: 'x' });
  expect(response.status).toBe(400);
  expect(existsSync(join(folder, '..', 'escaped'))).toBe(false);
});

test('a key that is not there and a call that is not known are refused', async () => {
  await expect(client.send(new GetObjectCommand({ Bucket: 'lake', Key: 'none' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
  expect((await fetch(`${s3.endpoint}/lake/k?uploads`, { method: 'POST' })).status).toBe(501);
});
