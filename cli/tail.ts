import { GetShardIteratorCommand, type KinesisClient, ResourceNotFoundException } from '@aws-sdk/client-kinesis';
import { setTimeout } from 'node:timers/promises';
import { linesOfRecord } from '../engine/events/decode-record';
import { KinesisSource } from '../lambda/aws/kinesis-source';
import { kinesisTarget } from './target';
import { UserError } from './user-error';

const IDLE_WAIT_MS = 250;
const READ_LIMIT = 1_000;

export interface TailOptions {
  /** From the oldest record kept instead of the newest. */
  readonly fromStart?: boolean;
  /** End once the stream is read to its present end. */
  readonly once?: boolean;
}

/** Prints every event or result of a stream as a line, decompressed, as a console consumer does; Ctrl-C ends it. */
export async function tail(stream: string, options: TailOptions, signal: AbortSignal): Promise<void> {
  const { client, name } = await kinesisTarget();
  await readStream(client, stream, options, signal, event =>
    process.stdout.write(Buffer.concat([event, NEWLINE])),
  ).catch((error: unknown) => {
    if (error instanceof ResourceNotFoundException)
      throw new UserError(`no stream ${stream} at ${name}; \`streams\` lists them`);
    throw error;
  });
}

/** Calls `onEvent` for every event of a stream, shard by shard in order, until its end or until the signal aborts. */
export async function readStream(
  client: KinesisClient,
  stream: string,
  options: TailOptions,
  signal: AbortSignal,
  onEvent: (event: Buffer) => void,
): Promise<void> {
  const source = new KinesisSource(client, stream);
  const started = new Set<string>();
  const follow = async (shardId: string, fromStart = false): Promise<void> => {
    if (started.has(shardId)) return;
    started.add(shardId);
    await readShard(client, source, stream, shardId, { ...options, fromStart }, signal, onEvent);
    if (signal.aborted || options.once) return;
    const children = (await source.listShards()).filter(shard => shard.parents.includes(shardId));
    await Promise.all(children.map(child => follow(child.shardId, true)));
  };
  const shards = await source.listShards();
  await Promise.all(shards.map(({ shardId }) => follow(shardId, options.fromStart)));
}

/** Reads a shard until it ends, the signal aborts, or its present end is reached and `once` is asked for. */
async function readShard(
  client: KinesisClient,
  source: KinesisSource,
  stream: string,
  shardId: string,
  { fromStart, once }: TailOptions,
  signal: AbortSignal,
  onEvent: (event: Buffer) => void,
): Promise<void> {
  const type = fromStart ? 'TRIM_HORIZON' : 'LATEST';
  const start = await client.send(
    new GetShardIteratorCommand({ StreamName: stream, ShardId: shardId, ShardIteratorType: type }),
  );
  let iterator = start.ShardIterator;
  while (iterator && !signal.aborted) {
    const page = await source.getRecords(iterator, READ_LIMIT);
    for (const record of page.records) {
      const decoded = linesOfRecord(record.data);
      if ('bad' in decoded) process.stderr.write(`a record of ${record.data.length} bytes: ${decoded.bad}\n`);
      else decoded.lines.forEach(onEvent);
    }
    const isAtEnd = page.records.length === 0 && page.millisBehindLatest === 0;
    if (isAtEnd && once) return;
    if (isAtEnd) await setTimeout(IDLE_WAIT_MS, undefined, { signal }).catch(() => undefined);
    iterator = page.next;
  }
}

const NEWLINE = Buffer.from('\n');
