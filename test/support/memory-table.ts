import type { Item, ItemKey, PutCondition, QueryRange, Table } from '../../engine/ports';

/** A table in memory that does what DynamoDB does when nothing goes wrong. */
export class MemoryTable implements Table {
  readonly items = new Map<string, Item>();

  get({ pk, sk }: ItemKey): Promise<Item | undefined> {
    return Promise.resolve(this.items.get(nameOf(pk, sk)));
  }

  query(pk: string, { from, to, descending, limit }: QueryRange = {}): Promise<Item[]> {
    const found = [...this.items.values()]
      .filter(item => item.pk === pk && (from === undefined || item.sk >= from) && (to === undefined || item.sk < to))
      .sort((a, b) => (a.sk < b.sk ? -1 : 1));
    return Promise.resolve((descending ? found.reverse() : found).slice(0, limit));
  }

  put(item: Item, condition: PutCondition): Promise<boolean> {
    const present = this.items.get(nameOf(item.pk, item.sk));
    if (!holds(condition, present)) return Promise.resolve(false);
    this.items.set(nameOf(item.pk, item.sk), item);
    return Promise.resolve(true);
  }

  putBatch(items: readonly Item[]): Promise<readonly Item[]> {
    for (const item of items) this.items.set(nameOf(item.pk, item.sk), item);
    return Promise.resolve([]);
  }

  deleteBatch(keys: readonly ItemKey[]): Promise<readonly ItemKey[]> {
    for (const { pk, sk } of keys) this.items.delete(nameOf(pk, sk));
    return Promise.resolve([]);
  }
}

const nameOf = (pk: string, sk: string): string => `${pk}\n${sk}`;

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
