import type { InsertAnswer, Item, ItemKey, PutCondition, QueryRange, Table } from '../../engine/ports';
import { checkItemSize } from '../../engine/store/item-size';
import { Partition } from './partition';

/** A table in memory that does what DynamoDB does when nothing goes wrong; it too refuses items above 400 KB. */
export class MemoryTable implements Table {
  private readonly partitions = new Map<string, Partition>();

  constructor(items: readonly Item[] = []) {
    for (const item of items) this.set(item);
  }

  /** Every item, in no order. */
  get items(): Item[] {
    return [...this.partitions.values()].flatMap(({ items }) => [...items.values()]);
  }

  get({ pk, sk }: ItemKey): Promise<Item | undefined> {
    return Promise.resolve(this.partitions.get(pk)?.items.get(sk));
  }

  query(pk: string, { from, to, descending, limit = Infinity }: QueryRange = {}): Promise<Item[]> {
    const partition = this.partitions.get(pk);
    return Promise.resolve(partition ? partition.range(from, to, descending === true, limit) : []);
  }

  async put(item: Item, condition: PutCondition): Promise<boolean> {
    return this.putIf(item, condition);
  }

  private putIf(item: Item, condition: PutCondition): boolean {
    checkItemSize(item);
    const present = this.partitions.get(item.pk)?.items.get(item.sk);
    if (!holds(condition, present)) return false;
    this.set(item);
    return true;
  }

  async putBatch(items: readonly Item[]): Promise<readonly Item[]> {
    items.forEach(checkItemSize);
    for (const item of items) this.set(item);
    return [];
  }

  async insertBatch(items: readonly Item[]): Promise<InsertAnswer> {
    return { taken: items.filter(item => !this.putIf(item, { kind: 'absent' })), left: [] };
  }

  deleteBatch(keys: readonly ItemKey[]): Promise<readonly ItemKey[]> {
    for (const { pk, sk } of keys) this.partitions.get(pk)?.delete(sk);
    return Promise.resolve([]);
  }

  private set(item: Item): void {
    let partition = this.partitions.get(item.pk);
    if (!partition) this.partitions.set(item.pk, (partition = new Partition()));
    partition.set(item);
  }
}

function holds(condition: PutCondition, present: Item | undefined): boolean {
  switch (condition.kind) {
    case 'absent':
      return present === undefined;
    case 'absentOrLower':
      return present === undefined || (present[condition.attribute] as number) < condition.value;
    case 'equals':
      return (
        present !== undefined && Object.entries(condition.attributes).every(([name, value]) => present[name] === value)
      );
  }
}
