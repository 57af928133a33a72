import { type KinesisClient, ListShardsCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { Lanes } from '../producer/lanes';
import type { PutRecords } from '../producer/stream-writer';

/** The open shards of a stream as a packer's lanes. */
export async function openLanes(client: KinesisClient, stream: string): Promise<Lanes> {
  const shards = [];
  let token: string | undefined;
  do {
    const page = await client.send(new ListShardsCommand(token ? { NextToken: token } : { StreamName: stream }));
    shards.push(...(page.Shards ?? []));
    token = page.NextToken;
  } while (token);
  const open = shards.filter(shard => shard.SequenceNumberRange?.EndingSequenceNumber === undefined);
  return new Lanes(
    open.map(({ HashKeyRange: range }) => ({ startHashKey: BigInt(range!.StartingHashKey!), endHashKey: BigInt(range!.EndingHashKey!) })),
  );
}

/** PutRecords on a stream, as a writer's port. */
export function putRecordsTo(client: KinesisClient, stream: string): PutRecords {
  return async records => {
    const answer = await client.send(
      new PutRecordsCommand({
        StreamName: stream,
        Records: records.map(({ partitionKey, explicitHashKey, data }) => ({
          PartitionKey: partitionKey,
          ...(explicitHashKey === undefined ? {} : { ExplicitHashKey: explicitHashKey }),
          Data: data,
        })),
      }),
    );
    return records.filter((_, i) => answer.Records?.[i]?.ErrorCode !== undefined);
  };
}
