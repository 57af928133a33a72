import { hashOf } from '../accumulators/hash';
import type { Query } from '../definition/pipeline';
import type { ItemKey } from '../ports';
import { timeKey } from '../store/keys';
import { lengthName } from '../windows/window';

/** Buckets of a split block. */
export const BUCKETS = 64;

/** The bucket of a key: the same for ever, so that a key's rows are found without its window's head. */
export function bucketOf(key: string): number {
  return hashOf(key) % BUCKETS;
}

/** The first item of a block: of the blocks of one query in order of their start. */
export const headKey = (query: Pick<Query, 'name' | 'window'>, blockStartMs: number): ItemKey => ({
  pk: query.name,
  sk: blockSk(query, blockStartMs),
});

/** A bucket of a split block. */
export const bucketKey = (query: Pick<Query, 'id' | 'window'>, bucket: number, blockStartMs: number): ItemKey => ({
  pk: bucketPk(query.id, bucket),
  sk: blockSk(query, blockStartMs),
});

const bucketPk = (queryId: string, bucket: number): string => `${queryId}#${bucket}`;

/** The partitions of all buckets of a query. */
export const bucketPks = (queryId: string): string[] =>
  Array.from({ length: BUCKETS }, (_, bucket) => bucketPk(queryId, bucket));

function blockSk({ window }: Pick<Query, 'window'>, blockStartMs: number): string {
  return `${timeKey(blockStartMs)}#${lengthName(window)}`;
}
