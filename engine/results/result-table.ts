import { gzipSync } from 'node:zlib';
import type { Query } from '../definition/pipeline';
import type { Clock, Item, ItemKey, Table } from '../ports';
import { inParallel } from '../store/in-parallel';
import { after, parseTimeKey } from '../store/keys';
import { insertAllItems } from '../store/write-all';
import { bucketKey, bucketOf, headKey } from './block-keys';
import { type Block, readBlocks } from './read-blocks';
import { type Absent, type BlockUpdate, reviseRows, type ResultRow } from './result-row';
import { type NamedRows, rowsOf, storedRows, textOf, valueNames } from './stored-rows';

/** A window's rows stand in one item up to this size of text, bytes; above it they are split into buckets. */
const INLINE_BYTES_MAX = 32 * 1024;
/** So many rows are more than that for sure: a row has three times and a few digits, 50 bytes. */
const INLINE_ROWS_MAX = INLINE_BYTES_MAX / 50;
/** Text above this is stored compressed, bytes: a write is billed by the KB, and rows are much alike. */
const PLAIN_BYTES_MAX = 1024;
const PARALLEL_BUCKETS = 8;

/** Another executor is at a later epoch: this one must stop. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** The query that a block belongs to. */
type BlockOwner = Pick<Query, 'name' | 'id' | 'window' | 'values'>;

/** The first items of blocks that one query has read. */
export interface Heads {
  /** A block whose sort key is at or below this, and which is not in `bySk`, was absent. */
  readonly upTo: string;
  readonly bySk: ReadonlyMap<string, Item>;
}

const NO_HEADS: Heads = { upTo: '', bySk: new Map() };

interface EpochMark {
  readonly number: number;
  readonly watermarkMs: number | null;
  readonly cutAtMs: number;
}

/**
 * The results table. The rows of a window share one item (DynamoDB bills a write per KB), keyed by query and window
 * start; a window of many keys is split into buckets of keys, and its first item only says so.
 */
export class ResultTable {
  /** @param claims whether an item of which nothing changes is put at the epoch all the same, so that nobody writes it at an earlier one. */
  constructor(
    private readonly table: Table,
    private readonly claims = false,
  ) {}

  /**
   * Brings a block up to date at an epoch and returns the rows that this epoch wrote, whoever put them (rule F3): the
   * same content at every repetition, with the values of whoever put them. A block belongs to the state that wrote it first:
   * results of another one under the same name are never mixed in, and the answer is 'foreign'.
   *
   * @param heads what `readHeads` found of the block, if it was asked. A put that finds another head there reads it again.
   * @throws Superseded when the block is at a later epoch.
   */
  async write(
    query: BlockOwner,
    update: BlockUpdate,
    epoch: EpochMark,
    heads: Heads = NO_HEADS,
  ): Promise<readonly NamedRows[] | 'foreign'> {
    const key = headKey(query, update.blockStartMs);
    for (let isKnown = key.sk <= heads.upTo; ; isKnown = false) {
      const head = isKnown ? heads.bySk.get(key.sk) : await this.table.get(key);
      if (head && head['query'] !== query.id) return 'foreign';
      if (head?.['split'] && (head['epoch'] as number) <= epoch.number)
        return this.writeBuckets(query, update, epoch, []);
      const present = settled(query, head, epoch);
      if (present) return [present];
      const old = rowsOf(query, head);
      if (update.computed.length > INLINE_ROWS_MAX) return this.split(query, update, epoch, old);
      const revised = reviseRows(old, update, epoch);
      if (!revised.changed) {
        if (await this.leave(key, query, head, epoch)) return [];
        continue;
      }
      const text = textOf(revised.rows);
      if (text.length > INLINE_BYTES_MAX) return this.split(query, update, epoch, old);
      if (await this.put(key, query, text, epoch)) return [written(query, revised.rows, epoch)];
    }
  }

  /**
   * Reads the first items of blocks, whose starts ascend, in one query: those of the table from the first block on, but no
   * more than there are blocks, so that it never reads more items than one by one.
   */
  async readHeads(query: BlockOwner, blockStartsMs: readonly number[]): Promise<Heads> {
    if (blockStartsMs.length < 2) return NO_HEADS;
    const last = headKey(query, blockStartsMs.at(-1)!).sk;
    const limit = blockStartsMs.length;
    const from = headKey(query, blockStartsMs[0]!).sk;
    const items = await this.table.query(query.name, { from, to: after(last), limit });
    const upTo = items.length < limit ? last : items.at(-1)!.sk;
    return { upTo, bySk: new Map(items.map(item => [item.sk, item])) };
  }

  /**
   * Puts blocks of which there is none yet and whose rows fit an item, many of them in a call; what stands is not touched.
   * A single one is not worth a batch.
   *
   * @returns by their start the rows of the blocks that were put, nothing of those that another executor has put since; the
   * latter and all that are not there are for `write`.
   */
  async insert(
    query: BlockOwner,
    updates: readonly BlockUpdate[],
    epoch: EpochMark,
    heads: Heads,
    clock: Clock,
  ): Promise<ReadonlyMap<number, readonly NamedRows[] | undefined>> {
    const rows = new Map<number, readonly NamedRows[] | undefined>();
    const items: Item[] = [];
    for (const update of updates) {
      const key = headKey(query, update.blockStartMs);
      if (key.sk > heads.upTo || heads.bySk.has(key.sk) || update.computed.length > INLINE_ROWS_MAX) continue;
      const revised = reviseRows([], update, epoch);
      const text = textOf(revised.rows);
      if (!revised.changed || text.length > INLINE_BYTES_MAX) continue;
      rows.set(update.blockStartMs, [written(query, revised.rows, epoch)]);
      items.push(itemOf(key, query, text, epoch));
    }
    if (items.length < 2) return new Map();
    for (const sk of await insertAllItems(this.table, items, clock)) rows.set(parseTimeKey(sk), undefined);
    return rows;
  }

  /** Moves the rows to buckets: those first, the head last, so that a crash between finds the old rows where they were. */
  private async split(
    query: BlockOwner,
    update: BlockUpdate,
    epoch: EpochMark,
    old: readonly ResultRow[],
  ): Promise<readonly NamedRows[] | 'foreign'> {
    const written = await this.writeBuckets(query, update, epoch, old);
    const head: Item = { ...headKey(query, update.blockStartMs), ...mark(query, epoch), split: true };
    if (await this.table.put(head, lowerThan(epoch))) return written;
    const present = await this.table.get(head);
    if (present && present['query'] !== query.id) return 'foreign';
    if (present?.['split'] && (present['epoch'] as number) <= epoch.number) return written;
    throw new Superseded();
  }

  private async writeBuckets(
    query: BlockOwner,
    update: BlockUpdate,
    epoch: EpochMark,
    carried: readonly ResultRow[],
  ): Promise<readonly NamedRows[]> {
    const buckets = byBucket(update, carried);
    return inParallel([...buckets], PARALLEL_BUCKETS, ([bucket, part]) => this.writeBucket(query, bucket, part, epoch));
  }

  private async writeBucket(query: BlockOwner, bucket: number, part: BucketPart, epoch: EpochMark): Promise<NamedRows> {
    const key = bucketKey(query, bucket, part.blockStartMs);
    for (;;) {
      const item = await this.table.get(key);
      const present = settled(query, item, epoch);
      if (present) return present;
      const revised = reviseRows(item ? rowsOf(query, item) : part.carried, part, epoch);
      const mustCarry = !item && part.carried.length > 0;
      if (!revised.changed && !mustCarry) {
        if (await this.leave(key, query, item, epoch)) return written(query, [], epoch);
        continue;
      }
      if (await this.put(key, query, textOf(revised.rows), epoch)) return written(query, revised.rows, epoch);
    }
  }

  /** Leaves an item as it is; false when another executor has written it since it was read. */
  private async leave(key: ItemKey, query: BlockOwner, item: Item | undefined, epoch: EpochMark): Promise<boolean> {
    if (!this.claims) return true;
    const { number, cutAtMs } = epoch;
    const claimed = item ? { ...item, epoch: number, cutAtMs } : itemOf(key, query, textOf([]), epoch);
    return this.table.put(claimed, lowerThan(epoch));
  }

  private put(key: ItemKey, query: BlockOwner, text: string, epoch: EpochMark): Promise<boolean> {
    return this.table.put(itemOf(key, query, text, epoch), lowerThan(epoch));
  }

  /** All blocks of a query whose start is in [fromMs, toMs), in order of start, with all their rows in order of key. */
  async read(query: BlockOwner, fromMs = -Infinity, toMs = Infinity): Promise<readonly Block[]> {
    const all: Block[] = [];
    for await (const blocks of readBlocks(this.table, query, { fromMs, toMs }))
      for (const block of blocks) all.push(block);
    return all;
  }

  /** Start of the query's latest block, ms; null when it has none. */
  async latestStartMs(query: BlockOwner): Promise<number | null> {
    const [head] = await this.table.query(query.name, { descending: true, limit: 1 });
    return head ? parseTimeKey(head.sk) : null;
  }
}

interface BucketPart extends BlockUpdate {
  readonly carried: readonly ResultRow[];
}

function byBucket(update: BlockUpdate, carried: readonly ResultRow[]): Map<number, BucketPart> {
  const parts = new Map<
    number,
    { blockStartMs: number; computed: BlockUpdate['computed'][number][]; absent: Absent[]; carried: ResultRow[] }
  >();
  const part = (key: string) => {
    const bucket = bucketOf(key);
    if (!parts.has(bucket))
      parts.set(bucket, { blockStartMs: update.blockStartMs, computed: [], absent: [], carried: [] });
    return parts.get(bucket)!;
  };
  for (const computed of update.computed) part(computed.key).computed.push(computed);
  for (const absent of update.absent) part(absent.key).absent.push(absent);
  for (const row of carried) part(row.key).carried.push(row);
  return parts;
}

function itemOf(key: ItemKey, query: BlockOwner, text: string, epoch: EpochMark): Item {
  const content = text.length > PLAIN_BYTES_MAX ? { rowsGz: gzipSync(text) } : { rows: text };
  return { ...key, ...mark(query, epoch), values: valueNames(query), ...content };
}

/** Whose an item is and when it was written: retention goes by that. */
const mark = ({ id }: BlockOwner, { number, cutAtMs }: EpochMark) => ({ query: id, epoch: number, cutAtMs });
const lowerThan = (epoch: EpochMark) => ({ kind: 'absentOrLower', attribute: 'epoch', value: epoch.number }) as const;
const at = ({ names, rows }: NamedRows, epoch: EpochMark): NamedRows => ({
  names,
  rows: rows.filter(row => row.epoch === epoch.number),
});
const written = (query: BlockOwner, rows: readonly ResultRow[], epoch: EpochMark): NamedRows =>
  at({ names: valueNames(query), rows }, epoch);

/** What this epoch wrote to an item already; undefined when it wrote nothing yet. */
function settled(query: BlockOwner, item: Item | undefined, epoch: EpochMark): NamedRows | undefined {
  if (!item || (item['epoch'] as number) < epoch.number) return undefined;
  if ((item['epoch'] as number) > epoch.number) throw new Superseded();
  return at(storedRows(query, item), epoch);
}
