import { type Commit, commitFromItem } from '../../engine/store/chain';
import type {
  Clock,
  InsertAnswer,
  Item,
  ItemKey,
  PutCondition,
  QueryRange,
  SequenceNumber,
  Table,
} from '../../engine/ports';
import { commitPk, GAPS_PK, parseGapSk } from '../../engine/store/keys';

const COMMIT_PREFIX = commitPk('');

/** What a metered table tells: each commit and each gap that was put, by this invocation and by no retry of it. */
export interface WriteObserver {
  /** @param latencyMs how long the commit's writes took. */
  commit(commit: Commit, latencyMs: number): void;
  /** Records of the shard after the sequence number `after` may have expired unread. */
  gap(shardId: string, after: SequenceNumber): void;
}

/** The state table, which tells of what was put on it. */
export class MeteredTable implements Table {
  #firstWriteMs: number | undefined;

  constructor(
    private readonly table: Table,
    private readonly clock: Clock,
    private readonly observer: WriteObserver,
  ) {}

  get(key: ItemKey): Promise<Item | undefined> {
    return this.table.get(key);
  }

  query(pk: string, range?: QueryRange): Promise<Item[]> {
    return this.table.query(pk, range);
  }

  async put(item: Item, condition: PutCondition): Promise<boolean> {
    if (item.pk === GAPS_PK) return this.putGap(item, condition);
    if (!item.pk.startsWith(COMMIT_PREFIX)) return this.table.put(item, condition);
    const startMs = this.#firstWriteMs ?? this.clock.now();
    this.#firstWriteMs = undefined;
    const isPut = await this.table.put(item, condition);
    if (isPut) this.observer.commit(commitFromItem(item), this.clock.now() - startMs);
    return isPut;
  }

  private async putGap(item: Item, condition: PutCondition): Promise<boolean> {
    const isPut = await this.table.put(item, condition);
    const { shardId, after } = parseGapSk(item.sk);
    if (isPut) this.observer.gap(shardId, after);
    return isPut;
  }

  putBatch(items: readonly Item[]): Promise<readonly Item[]> {
    this.#firstWriteMs ??= this.clock.now();
    return this.table.putBatch(items);
  }

  insertBatch(items: readonly Item[]): Promise<InsertAnswer> {
    return this.table.insertBatch(items);
  }

  deleteBatch(keys: readonly ItemKey[]): Promise<readonly ItemKey[]> {
    return this.table.deleteBatch(keys);
  }
}
