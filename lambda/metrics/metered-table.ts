import { type Commit, commitFromItem } from '../../engine/commit/chain';
import type { Clock, Item, ItemKey, PutCondition, QueryRange, Table } from '../../engine/ports';
import { commitPk } from '../../engine/store/keys';

const COMMIT_PREFIX = commitPk('');

/** The state table, which tells of each commit that was put: by this invocation and by no retry of it. */
export class MeteredTable implements Table {
  #firstWriteMs: number | undefined;

  constructor(
    private readonly table: Table,
    private readonly clock: Clock,
    private readonly onCommit: (commit: Commit, latencyMs: number) => void,
  ) {}

  get(key: ItemKey): Promise<Item | undefined> {
    return this.table.get(key);
  }

  query(pk: string, range?: QueryRange): Promise<Item[]> {
    return this.table.query(pk, range);
  }

  async put(item: Item, condition: PutCondition): Promise<boolean> {
    if (!item.pk.startsWith(COMMIT_PREFIX)) return this.table.put(item, condition);
    const startMs = this.#firstWriteMs ?? this.clock.now();
    this.#firstWriteMs = undefined;
    const isPut = await this.table.put(item, condition);
    if (isPut) this.onCommit(commitFromItem(item), this.clock.now() - startMs);
    return isPut;
  }

  putBatch(items: readonly Item[]): Promise<readonly Item[]> {
    this.#firstWriteMs ??= this.clock.now();
    return this.table.putBatch(items);
  }

  deleteBatch(keys: readonly ItemKey[]): Promise<readonly ItemKey[]> {
    return this.table.deleteBatch(keys);
  }
}
