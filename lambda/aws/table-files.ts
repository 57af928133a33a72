import { GetObjectCommand, HeadObjectCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Lookup } from '../../engine/definition/lookups';
import { LookupTableError } from '../../engine/lookup/read-table';
import type { LookupFiles } from '../../engine/ports';

/** Versions asked for at once. */
const VERSIONS = 20;

/** Where the files of tables stand on disk that are read from there. */
export type PathOf = (table: string) => string | undefined;

/**
 * The files of lookup tables: on disk, whose version is the hash of what they hold, or objects of S3. A bucket with versioning keeps
 * their versions; of one without, only the object that is there can be read, under its ETag.
 */
export class TableFiles implements LookupFiles {
  constructor(
    private readonly lookups: Readonly<Record<string, Lookup>>,
    private readonly pathOf: PathOf,
    private readonly s3: S3Client,
  ) {}

  async newest(table: string): Promise<string> {
    const path = this.pathOf(table);
    if (path !== undefined) return hashOf(await readFile(path));
    try {
      const { VersionId, ETag } = await this.s3.send(new HeadObjectCommand(this.objectOf(table)));
      return versionOf(VersionId, ETag);
    } catch (error) {
      throw this.failure(table, error);
    }
  }

  async older(table: string): Promise<readonly string[]> {
    if (this.pathOf(table) !== undefined) return [];
    const { Bucket, Key } = this.objectOf(table);
    const listed = await this.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key, MaxKeys: VERSIONS }));
    // Other keys may begin with this one.
    const own = (listed.Versions ?? []).filter(version => version.Key === Key && !version.IsLatest);
    return own.map(({ VersionId, ETag }) => versionOf(VersionId, ETag));
  }

  async read(table: string, version: string): Promise<Uint8Array | undefined> {
    const path = this.pathOf(table);
    if (path !== undefined) {
      const file = await readFile(path);
      return hashOf(file) === version ? file : undefined;
    }
    const which = version.startsWith('"') ? { IfMatch: version } : { VersionId: version };
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ ...this.objectOf(table), ...which }));
      return await Body!.transformToByteArray();
    } catch (error) {
      if (GONE.has((error as Error).name)) return undefined;
      throw this.failure(table, error);
    }
  }

  /** HEAD has no body: the SDK calls what it answers an UnknownError. */
  private failure(table: string, cause: unknown): Error {
    const { Bucket, Key } = this.objectOf(table);
    const { $metadata, message } = cause as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    const why = status === undefined ? undefined : REFUSED[status];
    if (why !== undefined) return new LookupTableError(`s3://${Bucket}/${Key}: ${why}`);
    const what = status === undefined || message !== 'UnknownError' ? message : `S3 answers ${status}`;
    return new Error(`s3://${Bucket}/${Key}: ${what}`, { cause });
  }

  private objectOf(table: string): { readonly Bucket: string; readonly Key: string } {
    const { from } = this.lookups[table]!;
    if ('file' in from) throw new Error(`${from.file} is not deployed with the function`);
    return { Bucket: from.bucket, Key: from.key };
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; an ETag that does not match is the name of none. */
const GONE: ReadonlySet<string> = new Set(['NoSuchVersion', 'NoSuchKey', 'PreconditionFailed']);

/** Answers that stay as they are. Who may not list a bucket is not told whether an object is there. */
const REFUSED: Readonly<Record<number, string>> = {
  301: 'the bucket is in another region',
  403: 'no such object, or no right to read it',
  404: 'no such object',
};

/** A bucket without versioning calls all versions `null`: the ETag, which stands in quotes, tells them apart. */
function versionOf(id: string | undefined, etag: string | undefined): string {
  return id === undefined || id === 'null' ? etag! : id;
}

const hashOf = (file: Uint8Array): string => createHash('sha256').update(file).digest('hex').slice(0, 16);
