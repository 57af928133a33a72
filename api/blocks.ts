import type { Query } from '../engine/definition/pipeline';
import type { Item, Table } from '../engine/ports';
import { bucketKey, bucketOf, BUCKETS } from '../engine/results/block-keys';
import { byText, type ResultRow } from '../engine/results/result-row';
import { rowsOf } from '../engine/results/stored-rows';
import { after, parseTimeKey, timeKey } from '../engine/store/keys';

/** First items of blocks read at once. */
const PAGE_ITEMS = 50;
/** What one request reads at most before it answers with what it has. */
const READ_ITEMS_MAX = 2_000;
const READ_BYTES_MAX = 8 * 1024 * 1024;

/** The part of a block whose rows stand in its first item; buckets are parts from 0. */
const INLINE = -1;

/** The rows of a query that share a start: one item, or one that says where the others are. */
export interface Block {
  readonly startMs: number;
  readonly head: Item;
  /** In the order in which pages go through them; with a key, only the one that may hold it. */
  readonly parts: readonly number[];
}

/** Half-open, by the start of windows, ms. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Reads a query's blocks newest first, and no more of them than one request may. */
export class BlockReader {
  private itemsLeft: number;
  private bytesLeft: number;

  /** @param share of what one request may read, where it reads several queries. */
  constructor(
    private readonly results: Table,
    private readonly query: Query,
    private readonly key?: string,
    share = 1,
  ) {
    this.itemsLeft = Math.ceil(READ_ITEMS_MAX * share);
    this.bytesLeft = READ_BYTES_MAX * share;
  }

  /** True once the request has read as much as it may: what follows is for the next one. */
  get isSpent(): boolean {
    return this.itemsLeft <= 0 || this.bytesLeft <= 0;
  }

  /** Blocks that may hold windows of the range, newest first, down from the block that starts at `downFromMs` where given. */
  async *newestFirst({ fromMs, toMs }: TimeRange, downFromMs = Infinity): AsyncGenerator<Block> {
    const { window } = this.query;
    const reachMs = window.kind === 'session' ? window.gapMs : 0;
    const from = timeKey(Math.max(fromMs - reachMs, -1e15));
    let to = downFromMs < toMs ? after(timeKey(downFromMs)) : toMs === Infinity ? after('') : timeKey(toMs);
    while (from < to && !this.isSpent) {
      const limit = Math.min(PAGE_ITEMS, this.itemsLeft);
      const heads = await this.results.query(this.query.name, { from, to, descending: true, limit });
      for (const head of heads) this.spend(head);
      for (const head of heads) if (head['query'] === this.query.id) yield this.block(head);
      if (heads.length < limit) return;
      to = heads.at(-1)!.sk;
    }
  }

  /** The rows of a part of a block in order of key; those that are results no longer only if `retracted`. */
  async rows(block: Block, part: number, { retracted = false } = {}): Promise<ResultRow[]> {
    const rows = rowsOf(this.query, part === INLINE ? block.head : await this.bucket(block, part));
    const wanted = this.key === undefined ? rows : rows.filter(row => row.key === this.key);
    return wanted.filter(row => retracted || !row.retracted).sort(byText);
  }

  private async bucket(block: Block, bucket: number): Promise<Item | undefined> {
    const item = await this.results.get(bucketKey(this.query, bucket, block.startMs));
    if (item) this.spend(item);
    return item;
  }

  private block(head: Item): Block {
    const buckets = this.key === undefined ? [...Array(BUCKETS).keys()] : [bucketOf(this.key)];
    return { startMs: parseTimeKey(head.sk), head, parts: head['split'] ? buckets : [INLINE] };
  }

  private spend(item: Item): void {
    const { rows, rowsGz } = item as { rows?: string; rowsGz?: Uint8Array };
    this.itemsLeft -= 1;
    this.bytesLeft -= rows?.length ?? rowsGz?.length ?? 0;
  }
}
