import { GetShardIteratorCommand, type KinesisClient, ResourceNotFoundException } from '@aws-sdk/client-kinesis';
import { setTimeout } from 'node:timers/promises';
import { decodeRecord } from '../engine/events/decode-record';
import { KinesisSource } from '../lambda/aws/kinesis-source';
import { kinesisTarget } from './target';
import { UserError } from './user-error';

const IDLE_WAIT_MS = 250;
const READ_LIMIT = 1_000;

export interface TailOptions {
  /** From the oldest record kept instead of the newest. */
  readonly fromStart: boolean;
  /** End once the stream is read to its present end. */
  readonly once: boolean;
}

/** Prints every event or result of a stream as a line, decompressed, as a console consumer does; Ctrl-C ends it. */
export async function tail(stream: string, options: TailOptions, signal: AbortSignal): Promise<void> {
  const { client, name } = await kinesisTarget();
  const source = new KinesisSource(client, stream);
  const shards = await source.listShards().catch((error: unknown) => {
    if (error instanceof ResourceNotFoundException) throw new UserError(`no stream ${stream} at ${name}; \`streams\` lists them`);
    throw error;
  });
  const seen = new Set(shards.map(shard => shard.shardId));
  await Promise.all(shards.map(({ shardId }) => tailShard(client, source, stream, shardId, options, options.fromStart, seen, signal)));
}

async function tailShard(
  client: KinesisClient,
  source: KinesisSource,
  stream: string,
  shardId: string,
  options: TailOptions,
  fromStart: boolean,
  seen: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ StreamName: stream, ShardId: shardId, ShardIteratorType: fromStart ? 'TRIM_HORIZON' : 'LATEST' }),
  );
  let iterator = ShardIterator;
  while (iterator && !signal.aborted) {
    const page = await source.getRecords(iterator, READ_LIMIT);
    for (const record of page.records) print(record.data);
    const isAtEnd = page.records.length === 0 && page.millisBehindLatest === 0;
    if (isAtEnd && options.once) return;
    if (isAtEnd) await setTimeout(IDLE_WAIT_MS, undefined, { signal }).catch(() => undefined);
    iterator = page.next;
  }
  if (signal.aborted) return;
  const children = (await source.listShards()).filter(shard => shard.parents.includes(shardId) && !seen.has(shard.shardId));
  children.forEach(child => seen.add(child.shardId));
  await Promise.all(children.map(child => tailShard(client, source, stream, child.shardId, options, true, seen, signal)));
}

function print(data: Uint8Array): void {
  const decoded = decodeRecord(data);
  if ('bad' in decoded) process.stderr.write(`a record of ${data.length} bytes: ${decoded.bad}\n`);
  else for (const event of decoded.events) process.stdout.write(Buffer.concat([event, NEWLINE]));
}

const NEWLINE = Buffer.from('\n');
