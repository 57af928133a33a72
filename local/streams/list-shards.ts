import type { KinesisClient } from '@aws-sdk/client-kinesis';

export interface ListedShard {
  readonly shardId: string;
  /** The shards that it came from by a split or a merge. */
  readonly parents: readonly string[];
}

/** Every shard that still holds records: all pages of ListShards. */
export async function listShards(client: KinesisClient, streamName: string): Promise<ListedShard[]> {
  const { ListShardsCommand } = await import('@aws-sdk/client-kinesis');
  const shards: ListedShard[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new ListShardsCommand(token ? { NextToken: token } : { StreamName: streamName }));
    for (const { ShardId, ParentShardId, AdjacentParentShardId } of page.Shards ?? []) {
      shards.push({
        shardId: ShardId!,
        parents: [ParentShardId, AdjacentParentShardId].filter(id => id !== undefined),
      });
    }
    token = page.NextToken;
  } while (token);
  return shards;
}
