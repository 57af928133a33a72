import type { Query } from '../definition/pipeline';
import type { Item, QueryRange, Table } from '../ports';
import { inParallel } from '../store/in-parallel';
import { after, parseTimeKey, timeKey } from '../store/keys';
import { bucketPks } from './block-keys';
import { byText, type ResultRow } from './result-row';
import { rowsOf } from './stored-rows';

/** Blocks read together: of those whose rows share an item, and of those that are split. */
const HEADS_MAX = 256;
const SPLIT_MAX = 8;
const PARALLEL_BUCKETS = 8;

/** The rows of a block as they stand, in order of key. */
export interface Block {
  readonly blockStartMs: number;
  readonly rows: readonly ResultRow[];
}

type BlockOwner = Pick<Query, 'name' | 'id' | 'values'>;

/**
 * Blocks of a query whose start is in [fromMs, toMs), in order of start, some at a time: a range may be longer than memory has
 * room for. Those that another definition of the query wrote are left out.
 */
export async function* readBlocks(
  table: Table,
  query: BlockOwner,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): AsyncGenerator<readonly Block[]> {
  const to = toMs === Infinity ? after('') : timeKey(toMs);
  for (let from = fromMs === -Infinity ? undefined : timeKey(fromMs); ;) {
    const items = await table.query(query.name, { ...(from !== undefined && { from }), to, limit: HEADS_MAX });
    const heads = items.filter(head => head['query'] === query.id);
    const most = heads.some(head => head['split']) ? SPLIT_MAX : HEADS_MAX;
    for (let i = 0; i < heads.length; i += most) yield blocksOf(table, query, heads.slice(i, i + most));
    if (items.length < HEADS_MAX) return;
    from = after(items.at(-1)!.sk);
  }
}

/** The items of a query's split blocks in a range of their sort keys, whether or not a head says that they count. */
export async function readBuckets(table: Table, queryId: string, range: QueryRange): Promise<readonly Item[]> {
  return (await inParallel(bucketPks(queryId), PARALLEL_BUCKETS, pk => table.query(pk, range))).flat();
}

async function blocksOf(table: Table, query: BlockOwner, heads: readonly Item[]): Promise<readonly Block[]> {
  const range = { from: heads[0]!.sk, to: after(heads.at(-1)!.sk) };
  const buckets = heads.some(head => head['split']) ? await readBuckets(table, query.id, range) : [];
  const rowsBySk = new Map<string, ResultRow[]>(heads.map(head => [head.sk, [...rowsOf(query, head)]]));
  // Buckets count once the head says so: those of a split that a crash has cut short do not.
  const split = new Set(heads.filter(head => head['split']).map(({ sk }) => sk));
  for (const item of buckets)
    if (split.has(item.sk)) for (const row of rowsOf(query, item)) rowsBySk.get(item.sk)!.push(row);
  return [...rowsBySk].map(([sk, rows]) => ({ blockStartMs: parseTimeKey(sk), rows: rows.sort(byText) }));
}
