import { type KinesisClient, ListShardsCommand, PutRecordsCommand, type Shard } from '@aws-sdk/client-kinesis';
import { Lanes } from '../../producer/lanes';
import type { PutRecords } from '../../producer/stream-writer';

/** PutRecords of a Kinesis stream. */
export function putRecordsTo(client: KinesisClient, streamName: string): PutRecords {
  return async records => {
    const answer = await client.send(
      new PutRecordsCommand({
        StreamName: streamName,
        Records: records.map(({ partitionKey, explicitHashKey, data }) => ({
          PartitionKey: partitionKey,
          ExplicitHashKey: explicitHashKey,
          Data: data,
        })),
      }),
    );
    return records.filter((_, i) => answer.Records?.[i]?.ErrorCode !== undefined);
  };
}

/** The open shards of a stream as lanes. */
export async function lanesOf(client: KinesisClient, streamName: string): Promise<Lanes> {
  const shards: Shard[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListShardsCommand(nextToken ? { NextToken: nextToken } : { StreamName: streamName }),
    );
    shards.push(...(page.Shards ?? []));
    nextToken = page.NextToken;
  } while (nextToken);
  const open = shards.filter(shard => shard.SequenceNumberRange?.EndingSequenceNumber === undefined);
  return new Lanes(
    open.map(({ HashKeyRange: range }) => ({
      startHashKey: BigInt(range!.StartingHashKey!),
      endHashKey: BigInt(range!.EndingHashKey!),
    })),
  );
}
