import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ShardRecord } from '../event-source-mapping/rules';
import type { ShardConsumer } from '../streams/shard-fleet';
import type { ShardReader } from '../streams/shard-reader';
import { Signal } from '../streams/signal';
import { lakeFiles, lakeObjects } from './lake-object';
import type { TableColumn } from './parquet-schema';

const IDLE_READ_MS = 1_000;
const BUFFER_BYTES_MAX = 4 * 1024 * 1024;
const BUFFER_MS_MAX = 10_000;

export interface ShardDeliveryOptions {
  readonly reader: ShardReader;
  readonly shardId: string;
  /** Folder of the lake. */
  readonly lakeDir: string;
  /** Of the objects' names, such as `raw/pipeline=trades`. */
  readonly prefix: string;
  /** Columns of the Parquet files. @default files are gzipped NDJSON */
  readonly columns?: readonly TableColumn[] | undefined;
  readonly onCheckpoint: (after: string | undefined, isFinished: boolean) => void;
  readonly onFailure: (reason: string) => void;
}

/** Writes one shard to the lake: gathers records by size and time, writes their objects, then moves its checkpoint. */
export class ShardDelivery implements ShardConsumer {
  readonly #options: ShardDeliveryOptions;
  readonly #signal = new Signal();
  readonly #loop: Promise<void>;
  #buffer: ShardRecord[] = [];
  #bufferedBytes = 0;
  #bufferedSinceMs = 0;
  #flushes: (() => void)[] = [];
  #isStopped = false;
  #isFinished = false;

  constructor(options: ShardDeliveryOptions) {
    this.#options = options;
    this.#loop = this.#run();
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Resolves when all that is in the shard now has been delivered. */
  flush(): Promise<void> {
    if (this.#isFinished || this.#isStopped) return Promise.resolve();
    return new Promise(done => {
      this.#flushes.push(done);
      this.#signal.raise();
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#signal.raise();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#isFinished) {
      const flushes = this.#flushes.splice(0);
      const isLast = this.#isStopped;
      try {
        const isReadToEnd = await this.#read();
        const isUrgent = isReadToEnd && (flushes.length > 0 || isLast || this.#isFinished);
        if (this.#bufferedBytes >= BUFFER_BYTES_MAX || isUrgent || Date.now() >= this.#bufferedSinceMs + BUFFER_MS_MAX)
          await this.#write();
        if (isReadToEnd) flushes.splice(0).forEach(done => done());
        if (isReadToEnd && isLast) break;
        if (!isReadToEnd) continue;
      } catch (error) {
        this.#options.onFailure((error as Error).message);
        if (isLast) break;
      } finally {
        this.#flushes.unshift(...flushes);
      }
      await this.#signal.wait(IDLE_READ_MS);
    }
    this.#flushes.splice(0).forEach(done => done());
  }

  /** @returns whether the shard has nothing more. */
  async #read(): Promise<boolean> {
    const { records, isEnd } = await this.#options.reader.read();
    if (this.#buffer.length === 0) this.#bufferedSinceMs = Date.now();
    for (const record of records) {
      this.#buffer.push(record);
      this.#bufferedBytes += record.data.length;
    }
    if (isEnd) this.#isFinished = true;
    return records.length === 0;
  }

  async #write(): Promise<void> {
    const { prefix, shardId, lakeDir, columns, onCheckpoint } = this.#options;
    for (const object of lakeObjects(prefix, shardId, this.#buffer)) {
      for (const { name, body } of await lakeFiles(object, columns)) {
        const path = join(lakeDir, name);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(`${path}.new`, body);
        await rename(`${path}.new`, path);
      }
    }
    const after = this.#buffer.at(-1)?.sequenceNumber;
    if (after !== undefined || this.#isFinished) onCheckpoint(after, this.#isFinished);
    this.#buffer = [];
    this.#bufferedBytes = 0;
  }
}
