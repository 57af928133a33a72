import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-kinesis';
import type { KinesisSource } from '../lambda/aws/kinesis-source';
import type { Lanes } from '../producer/lanes';
import type { PackedRecord } from '../producer/record-packer';

/**
 * A replay marks each record with the input it comes from and the lines it holds, in the partition key (an explicit hash key
 * chooses the shard). So the stream itself tells how far an input was put, and a replay that was stopped goes on there.
 */
export interface StreamMarks {
  /** Last line put, by lane; 0 of an input without a record. */
  lastLine(input: string, lane: number): number;
  /** Events of records whose inputs were not put to their end since. */
  readonly events: number;
}

const MARK = /^([0-9a-f]{16}):(\d+)-(\d+):(\d+)$/;

export function markOf(input: string, record: PackedRecord): string {
  return `${input}:${record.firstLine}-${record.lastLine}:${record.events}`;
}

/**
 * Reads the marks of a stream whose open shards are `lanes`.
 *
 * @param doneLines lines of an input that are known to be on the stream: their records may have expired.
 */
export async function readMarks(
  client: KinesisClient,
  stream: string,
  source: KinesisSource,
  lanes: Lanes,
  doneLines: (input: string) => number,
): Promise<StreamMarks> {
  const lastLines = new Map<string, number[]>();
  let events = 0;
  for (const [lane, { shardId }] of (await source.listShards()).filter(shard => !shard.closed).entries()) {
    for await (const key of partitionKeys(client, stream, shardId)) {
      const [, input, first, last, count] = MARK.exec(key) ?? [];
      if (input === undefined) continue;
      if (Number(first) > doneLines(input)) events += Number(count);
      const lines = lastLines.get(input) ?? new Array<number>(lanes.count).fill(0);
      lines[lane] = Math.max(lines[lane] ?? 0, Number(last));
      lastLines.set(input, lines);
    }
  }
  return { events, lastLine: (input, lane) => lastLines.get(input)?.[lane] ?? 0 };
}

async function* partitionKeys(client: KinesisClient, stream: string, shardId: string): AsyncGenerator<string> {
  const start = await client.send(
    new GetShardIteratorCommand({ StreamName: stream, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  let iterator = start.ShardIterator;
  while (iterator) {
    const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 500 }));
    for (const { PartitionKey } of page.Records ?? []) yield PartitionKey ?? '';
    if (page.Records?.length === 0) break;
    iterator = page.NextShardIterator;
  }
}
