import { DeleteObjectsCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { parquetReadObjects } from 'hyparquet';
import { gunzipSync } from 'node:zlib';

/** A row of an object in Parquet. */
export type Row = Readonly<Record<string, unknown>>;

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** The lake's bucket. */
export class RemoteLake {
  private readonly s3: S3Client;

  constructor(
    private readonly bucket: string,
    endpoint: string,
  ) {
    this.s3 = new S3Client({ endpoint, forcePathStyle: true, maxAttempts: 5 });
  }

  /** Names of all objects below a prefix. */
  async list(Prefix = ''): Promise<string[]> {
    const names: string[] = [];
    for await (const page of paginateListObjectsV2({ client: this.s3 }, { Bucket: this.bucket, Prefix }))
      names.push(...(page.Contents ?? []).map(({ Key }) => Key!));
    return names;
  }

  /** The lines of all objects below a prefix, gzipped or not. */
  async lines(prefix: string): Promise<string[]> {
    const bodies = await this.bodies(prefix);
    const texts = bodies.map(body => (body.subarray(0, 2).equals(GZIP_MAGIC) ? gunzipSync(body) : body).toString());
    return texts.flatMap(text => text.split('\n').filter(Boolean));
  }

  /** The rows of all objects below a prefix, which must be Parquet. */
  async rows(prefix: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (const body of await this.bodies(prefix)) {
      const file = new Uint8Array(body).buffer;
      rows.push(...(await parquetReadObjects({ file })));
    }
    return rows;
  }

  async empty(): Promise<void> {
    const Objects = (await this.list()).map(Key => ({ Key }));
    for (let i = 0; i < Objects.length; i += 1_000) {
      const Delete = { Objects: Objects.slice(i, i + 1_000) };
      await this.s3.send(new DeleteObjectsCommand({ Bucket: this.bucket, Delete }));
    }
  }

  private async bodies(prefix: string): Promise<Buffer[]> {
    const bodies: Buffer[] = [];
    for (const Key of await this.list(prefix)) {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key }));
      bodies.push(Buffer.from(await Body!.transformToByteArray()));
    }
    return bodies;
  }
}
