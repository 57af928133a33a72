import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { Lanes } from '../../producer/lanes';
import type { PutRecords } from '../../producer/stream-writer';
import { putOrRefuse } from '../aws/kinesis-output';
import { listAllShards } from '../aws/list-shards';

/** PutRecords of a Kinesis stream. */
export function putRecordsTo(client: KinesisClient, streamName: string): PutRecords {
  return records =>
    putOrRefuse(client, streamName, records, ({ partitionKey, explicitHashKey, data }) => ({
      PartitionKey: partitionKey,
      ExplicitHashKey: explicitHashKey,
      Data: data,
    }));
}

/** The open shards of a stream as lanes. */
export async function lanesOf(client: KinesisClient, streamName: string): Promise<Lanes> {
  const shards = await listAllShards(client, streamName);
  const open = shards.filter(shard => shard.SequenceNumberRange?.EndingSequenceNumber === undefined);
  return new Lanes(
    open.map(({ HashKeyRange: range }) => ({
      startHashKey: BigInt(range!.StartingHashKey!),
      endHashKey: BigInt(range!.EndingHashKey!),
    })),
  );
}
