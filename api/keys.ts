import type { Query } from '../engine/definition/pipeline';
import { BlockReader } from './blocks';
import type { Source } from './catalogue';
import type { KeysAnswer } from './contract';

/** The most recent windows that are looked at. */
const BLOCKS_MAX = 100;

/** Keys of the most recent windows, most recent first; those of one window in their own order. */
export async function readKeys(source: Source, query: Query, limit: number): Promise<KeysAnswer> {
  const reader = new BlockReader(source.results, query);
  const keys = new Set<string>();
  let blocks = 0;
  for await (const block of reader.newestFirst({ fromMs: -Infinity, toMs: Infinity })) {
    for (const part of block.parts) {
      for (const row of await reader.rows(block, part)) keys.add(row.key);
      if (keys.size >= limit || reader.isSpent) break;
    }
    if (keys.size >= limit || reader.isSpent || ++blocks === BLOCKS_MAX) break;
  }
  return { keys: [...keys].slice(0, limit).map(key => JSON.parse(key) as KeysAnswer['keys'][number]) };
}
