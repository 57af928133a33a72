import type { InsertAnswer, Item, ItemKey, PutCondition, QueryRange, Table } from '../../engine/ports';

/** A table that counts what is read from it. */
export class CountingTable implements Table {
  itemsRead = 0;
  calls = 0;

  constructor(private readonly table: Table) {}

  async get(key: ItemKey): Promise<Item | undefined> {
    this.calls++;
    const item = await this.table.get(key);
    if (item) this.itemsRead++;
    return item;
  }

  async query(pk: string, range?: QueryRange): Promise<Item[]> {
    this.calls++;
    const items = await this.table.query(pk, range);
    this.itemsRead += items.length;
    return items;
  }

  put(item: Item, condition: PutCondition): Promise<boolean> {
    return this.table.put(item, condition);
  }

  putBatch(items: readonly Item[]): Promise<readonly Item[]> {
    return this.table.putBatch(items);
  }

  insertBatch(items: readonly Item[]): Promise<InsertAnswer> {
    return this.table.insertBatch(items);
  }

  deleteBatch(keys: readonly ItemKey[]): Promise<readonly ItemKey[]> {
    return this.table.deleteBatch(keys);
  }
}
