import { S3Client } from '@aws-sdk/client-s3';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { string, table } from 'tidemark';
import { checkLookups } from '../../../engine/definition/lookups';
import { TableFiles } from '../../../lambda/aws/table-files';

const KEY = 'ads.csv';

interface Version {
  readonly key: string;
  readonly id: string;
  readonly body: string;
}

/** A bucket, as S3 answers for it: versions of objects, the newest first. */
class Bucket {
  versions: Version[] = [];
  isVersioned = true;
  readonly asked: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    this.asked.push(
      `${request.method} ${decodeURIComponent(pathname)}${searchParams.size > 0 ? `?${searchParams}` : ''}`,
    );
    const fail = (status: number, code: string): void => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(
        request.method === 'HEAD' ? undefined : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
      );
    };
    if (searchParams.has('versions')) return void response.end(this.listing(searchParams.get('prefix')!));
    const key = pathname.slice('/tables/'.length);
    const id = searchParams.get('versionId');
    const found = this.versions.find(version => version.key === key && (id === null || version.id === id));
    if (!found) return fail(404, id === null ? 'NoSuchKey' : 'NoSuchVersion');
    if (request.headers['if-match'] !== undefined && request.headers['if-match'] !== etagOf(found))
      return fail(412, 'PreconditionFailed');
    response.setHeader('etag', etagOf(found));
    if (this.isVersioned) response.setHeader('x-amz-version-id', found.id);
    response.end(request.method === 'HEAD' ? undefined : found.body);
  });

  async client(): Promise<S3Client> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    return new S3Client({
      endpoint: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      forcePathStyle: true,
    });
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise(resolve => this.server.close(() => resolve()));
  }

  private listing(prefix: string): string {
    const own = this.versions.filter(({ key }) => key.startsWith(prefix));
    const entries = own.map((version, i) => {
      const isLatest = own.findIndex(({ key }) => key === version.key) === i;
      const id = this.isVersioned ? version.id : 'null';
      return `<Version><Key>${version.key}</Key><VersionId>${id}</VersionId><IsLatest>${isLatest}</IsLatest><ETag>${etagOf(version).replaceAll('"', '&quot;')}</ETag></Version>`;
    });
    return `<ListVersionsResult><Name>tables</Name>${entries.join('')}</ListVersionsResult>`;
  }
}

const etagOf = ({ body }: Version): string => `"${Buffer.from(body).toString('hex')}"`;

let bucket: Bucket;
let files: TableFiles;
let client: S3Client;
beforeEach(async () => {
  bucket = new Bucket();
  client = await bucket.client();
  const given = { ads: table({ s3: `s3://tables/${KEY}`, key: 'id', columns: { id: string() } }) };
  files = new TableFiles(checkLookups(given, fail), () => undefined, client);
});
afterEach(async () => {
  client.destroy();
  await bucket.close();
});

const fail = (problem: string): never => {
  throw new Error(problem);
};
const textOf = async (version: string): Promise<string | undefined> => {
  const file = await files.read('ads', version);
  return file && Buffer.from(file).toString();
};

test('the versions of an object are named, the newest first, and each is read as long as it is there', async () => {
  bucket.versions = [
    { key: KEY, id: 'v3', body: 'c' },
    { key: KEY, id: 'v2', body: 'b' },
    { key: KEY, id: 'v1', body: 'a' },
    { key: `${KEY}.old`, id: 'v0', body: 'x' },
  ];
  expect(await files.newest('ads')).toBe('v3');
  expect(await files.older('ads')).toEqual(['v2', 'v1']);
  expect(await textOf('v2')).toBe('b');
  expect(await textOf('v9')).toBeUndefined();
});

test('of a bucket without versioning the object is read as long as it is the same', async () => {
  bucket.isVersioned = false;
  bucket.versions = [{ key: KEY, id: 'null', body: 'a' }];
  const version = await files.newest('ads');
  expect(await textOf(version)).toBe('a');
  expect(await files.older('ads')).toEqual([]);
  bucket.versions = [{ key: KEY, id: 'null', body: 'b' }];
  expect(await textOf(version)).toBeUndefined();
  expect(await files.newest('ads')).not.toBe(version);
});

test('an object that is not there fails by its name', async () => {
  await expect(files.newest('ads')).rejects.toThrow('s3://tables/ads.csv: no such object');
});
