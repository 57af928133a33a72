import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  type Shard,
} from '@aws-sdk/client-kinesis';
import type { RecordsPage, ShardDescription, SourceStream } from '../../engine/ports';
import { BEGIN, padSequenceNumber, unpadSequenceNumber } from '../../engine/sequence-number';

/** A Kinesis stream as the engine's source. */
export class KinesisSource implements SourceStream {
  constructor(
    private readonly client: KinesisClient,
    private readonly streamName: string,
  ) {}

  async listShards(): Promise<ShardDescription[]> {
    const shards: Shard[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.client.send(
        new ListShardsCommand(nextToken ? { NextToken: nextToken } : { StreamName: this.streamName }),
      );
      shards.push(...(page.Shards ?? []));
      nextToken = page.NextToken;
    } while (nextToken);
    return shards.map(shard => ({
      shardId: shard.ShardId!,
      parents: [shard.ParentShardId, shard.AdjacentParentShardId].filter(id => id !== undefined),
      closed: shard.SequenceNumberRange?.EndingSequenceNumber !== undefined,
    }));
  }

  async iteratorAfter(shardId: string, after: string): Promise<string> {
    const position =
      after === BEGIN
        ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
        : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: unpadSequenceNumber(after) } as const);
    const { ShardIterator } = await this.client.send(
      new GetShardIteratorCommand({ StreamName: this.streamName, ShardId: shardId, ...position }),
    );
    return ShardIterator!;
  }

  async getRecords(iterator: string, limit: number): Promise<RecordsPage> {
    const page = await this.client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }));
    return {
      records: (page.Records ?? []).map(record => ({
        sequenceNumber: padSequenceNumber(record.SequenceNumber!),
        data: record.Data!,
        arrivalMs: record.ApproximateArrivalTimestamp!.getTime(),
      })),
      next: page.NextShardIterator ?? undefined,
      millisBehindLatest: page.MillisBehindLatest ?? 0,
      childShards: (page.ChildShards ?? []).map(child => child.ShardId!),
    };
  }
}
