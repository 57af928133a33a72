import type { Table } from '../ports';
import { KNOWN_SHARDS_PK, knownShardKey } from './keys';
import { readHead } from './chain';

/**
 * Notes a shard before its first commit (rule W2): it may be folded to its end and forgotten by the stream, and so may the
 * children that name it, while no epoch is cut. A shard with a chain was noted before, and may have left since.
 */
export async function noteShard(state: Table, shardId: string): Promise<void> {
  if (!(await readHead(state, shardId))) await state.put(knownShardKey(shardId), { kind: 'absent' });
}

/** Shards that were noted and have not yet left for good. */
export async function readKnownShards(state: Table): Promise<string[]> {
  return (await state.query(KNOWN_SHARDS_PK)).map(({ sk }) => sk);
}
