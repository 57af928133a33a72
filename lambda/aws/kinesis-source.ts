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
import { addressOf } from './stream-address';

/** A Kinesis stream as the engine's source. */
export class KinesisSource implements SourceStream {
  private readonly address;

  /**
   * @param stream name, or ARN where the stream may be of another account.
   * @param startAtMs records that arrived before are passed over; not in the future, where Kinesis knows no place.
   */
  constructor(
    private readonly client: KinesisClient,
    private readonly stream: string,
    readonly startAtMs?: number,
  ) {
    this.address = addressOf(stream);
  }

  async describe(): Promise<[StreamDescription]> {
    const { StreamDescriptionSummary: summary } = await this.client.send(
      new DescribeStreamSummaryCommand({ ...this.address }),
    );
    return [
      {
        name: this.stream,
        createdAtMs: summary?.StreamCreationTimestamp?.getTime() ?? null,
        keepsKeysTogether: summary?.RecordDistributionStrategy !== 'AUTO',
      },
    ];
  }

  async listShards(): Promise<ShardDescription[]> {
    const shards = await listAllShards(this.client, this.stream);
    return shards.map(shard => ({
      shardId: shard.ShardId!,
      parents: [shard.ParentShardId, shard.AdjacentParentShardId].filter(id => id !== undefined),
      closed: shard.SequenceNumberRange?.EndingSequenceNumber !== undefined,
    }));
  }

  async iteratorAfter(shardId: string, after: string): Promise<string> {
    const position: Omit<GetShardIteratorCommandInput, 'ShardId'> =
      after === BEGIN
        ? this.beginning()
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: unpadSequenceNumber(after) };
    try {
      const { ShardIterator } = await this.client.send(
        new GetShardIteratorCommand({ ...this.address, ShardId: shardId, ...position }),
      );
      return ShardIterator!;
    } catch (error) {
      if (after === BEGIN || !(error instanceof InvalidArgumentException)) throw error;
      throw new ForeignPosition(this.stream, shardId, after, error);
    }
  }

  async getRecords(iterator: string, limit: number): Promise<RecordsPage> {
    const { StreamARN } = this.address;
    const page = await this.client.send(new GetRecordsCommand({ StreamARN, ShardIterator: iterator, Limit: limit }));
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

  /**
   * The oldest record kept is also what Kinesis answers where all since `startAtMs` have expired, and the next one where none
   * has the time (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html).
   */
  private beginning(): Omit<GetShardIteratorCommandInput, 'ShardId'> {
    return this.startAtMs === undefined
      ? { ShardIteratorType: 'TRIM_HORIZON' }
      : { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(this.startAtMs) };
  }
}

/** Kinesis does not know a position in a shard that the state holds: most likely the stream is another one of the same name. */
class ForeignPosition extends Error {
  override readonly name = 'ForeignPosition';

  constructor(stream: string, shardId: string, after: string, cause: Error) {
    const place = `${stream}, ${shardId}: Kinesis does not know position ${unpadSequenceNumber(after)}`;
    super(`${place}. If the stream was deleted and made anew, remove the pipeline's state (docs/how-to/operate.md)`, {
      cause,
    });
  }
}
