import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  InvalidArgumentException,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import type { RecordsPage, ShardDescription, SourceStream, StreamDescription } from '../../engine/ports';
import { BEGIN, padSequenceNumber, unpadSequenceNumber } from '../../engine/sequence-number';
import { listAllShards } from './list-shards';

/** A Kinesis stream as the engine's source. */
export class KinesisSource implements SourceStream {
  constructor(
    private readonly client: KinesisClient,
    private readonly streamName: string,
  ) {}

  async describe(): Promise<StreamDescription> {
    const { StreamDescriptionSummary: summary } = await this.client.send(
      new DescribeStreamSummaryCommand({ StreamName: this.streamName }),
    );
    return {
      name: this.streamName,
      createdAtMs: summary?.StreamCreationTimestamp?.getTime() ?? null,
      keepsKeysTogether: summary?.RecordDistributionStrategy !== 'AUTO',
    };
  }

  async listShards(): Promise<ShardDescription[]> {
    const shards = await listAllShards(this.client, this.streamName);
    return shards.map(shard => ({
      shardId: shard.ShardId!,
      parents: [shard.ParentShardId, shard.AdjacentParentShardId].filter(id => id !== undefined),
      closed: shard.SequenceNumberRange?.EndingSequenceNumber !== undefined,
    }));
  }

  async iteratorAfter(shardId: string, after: string): Promise<string> {
    const position: Omit<GetShardIteratorCommandInput, 'ShardId'> =
      after === BEGIN
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: unpadSequenceNumber(after) };
    try {
      const { ShardIterator } = await this.client.send(
        new GetShardIteratorCommand({ StreamName: this.streamName, ShardId: shardId, ...position }),
      );
      return ShardIterator!;
    } catch (error) {
      if (error instanceof InvalidArgumentException) throw new ForeignPosition(this.streamName, shardId, after, error);
      throw error;
    }
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
      childShards: (page.ChildShards ?? []).map(child => ({
        shardId: child.ShardId!,
        parents: child.ParentShards ?? [],
      })),
    };
  }
}

/** Kinesis does not know a position in a shard that the state holds: most likely the stream is another one of the same name. */
class ForeignPosition extends Error {
  override readonly name = 'ForeignPosition';

  constructor(streamName: string, shardId: string, after: string, cause: Error) {
    const place = `${streamName}, ${shardId}: Kinesis does not know position ${unpadSequenceNumber(after)}`;
    super(`${place}. If the stream was deleted and made anew, remove the pipeline's state (docs/how-to/operate.md)`, {
      cause,
    });
  }
}
