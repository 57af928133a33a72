import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-kinesis';
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { KinesisSource } from '../lambda/aws/kinesis-source';
import type { Lanes } from '../producer/lanes';
import type { PackedRecord } from '../producer/record-packer';

/**
 * A replay marks each record with the input it comes from and the lines it holds, in the partition key (an explicit hash key
 * chooses the shard). So the stream itself tells how far an input was put, and a replay that was stopped goes on there.
 */
export interface InputPosition {
  /** Last line put, by lane. */
  readonly lastLine: readonly number[];
  /** Events that marked records of any input hold. */
  readonly events: number;
  /** Records on the stream. */
  readonly records: number;
}

const MARK = /^([0-9a-f]{16}):(\d+)-(\d+):(\d+)$/;
const SAMPLE_BYTES = 1024 * 1024;

/** Tells inputs apart: by size, both ends, and how they are read. */
export function inputId(path: string, options: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(options));
  if (path === '-') return hash.update(`stdin ${process.pid} ${process.hrtime.bigint()}`).digest('hex').slice(0, 16);
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  for (const start of [0, Math.max(0, size - SAMPLE_BYTES)]) {
    const sample = Buffer.alloc(Math.min(SAMPLE_BYTES, size));
    readSync(file, sample, 0, sample.length, start);
    hash.update(sample);
  }
  closeSync(file);
  return hash.update(String(size)).digest('hex').slice(0, 16);
}

export function markOf(input: string, record: PackedRecord): string {
  return `${input}:${record.firstLine}-${record.lastLine}:${record.events}`;
}

/** Reads the marks of a stream whose open shards are `lanes`. */
export async function readPosition(
  client: KinesisClient,
  stream: string,
  source: KinesisSource,
  lanes: Lanes,
  input: string,
): Promise<InputPosition> {
  const lastLine = new Array<number>(lanes.count).fill(0);
  let [events, records] = [0, 0];
  for (const [lane, { shardId }] of (await source.listShards()).filter(shard => !shard.closed).entries()) {
    const start = await client.send(
      new GetShardIteratorCommand({ StreamName: stream, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    let iterator = start.ShardIterator;
    while (iterator) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 500 }));
      for (const { PartitionKey } of page.Records ?? []) {
        records++;
        const [, of, , last, count] = MARK.exec(PartitionKey ?? '') ?? [];
        events += Number(count ?? 0);
        if (of === input && lane < lanes.count) lastLine[lane] = Math.max(lastLine[lane]!, Number(last));
      }
      if (page.Records?.length === 0) break;
      iterator = page.NextShardIterator;
    }
  }
  return { lastLine, events, records };
}
