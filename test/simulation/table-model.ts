import type { AttributeValue, Item, ItemKey, PutCondition, QueryRange, Table } from '../../engine/ports';
import { Partition } from '../support/partition';
import type { Random } from './random';
import type { Actor, World } from './world';

const BATCH_MAX = 25;
const ITEM_BYTES_MAX = 400 * 1024;
/** Of a batch, and of the keys (Quotas in Amazon DynamoDB). */
const BATCH_BYTES_MAX = 16 * 1024 * 1024;
const PK_BYTES_MAX = 2_048;
const SK_BYTES_MAX = 1_024;
/** Chance that the answer of a put is lost and the SDK sends it again, beside the faults of the run. */
const RETRIED = 0.02;

/** One DynamoDB table with partition key `pk` and sort key `sk`. */
export class TableModel {
  /** Called after each put that took effect. */
  readonly watchers: ((item: Item, previous: Item | undefined) => void)[] = [];
  /** Called after each item was deleted. */
  readonly deleteWatchers: ((item: Item) => void)[] = [];
  puts = 0;
  private readonly partitions = new Map<string, Partition>();
  private retries: Random | undefined;

  constructor(readonly name: string) {}

  get(key: ItemKey): Item | undefined {
    return this.partitions.get(key.pk)?.items.get(key.sk);
  }

  put(item: Item, condition: PutCondition): boolean {
    if (!holds(condition, this.get(item))) return false;
    this.write(item);
    return true;
  }

  private write(item: Item): void {
    const previous = this.get(item);
    let partition = this.partitions.get(item.pk);
    if (!partition) this.partitions.set(item.pk, (partition = new Partition()));
    partition.set(item);
    this.puts++;
    for (const watch of this.watchers) watch(item, previous);
  }

  delete(key: ItemKey): void {
    const item = this.get(key);
    if (!item) return;
    this.partitions.get(key.pk)!.delete(key.sk);
    for (const watch of this.deleteWatchers) watch(item);
  }

  query(pk: string, { from, to, descending = false, limit = Infinity }: QueryRange = {}): Item[] {
    return this.partitions.get(pk)?.range(from, to, descending, limit) ?? [];
  }

  /** Every item, for the checks after a run. */
  *all(): Iterable<Item> {
    for (const [, { items }] of [...this.partitions].sort(([a], [b]) => (a < b ? -1 : 1))) yield* items.values();
  }

  /** The table as one running function sees it. */
  portFor(actor: Actor): Table {
    const { name } = this;
    const read = <T>(what: string, apply: () => T): Promise<T> =>
      actor.call({ name: `${name}: ${what}`, apply, refusedBy: 'table-errors' });
    const write = <T>(what: string, apply: () => T): Promise<T> =>
      actor.call({ name: `${name}: ${what}`, apply, refusedBy: 'table-errors', hiddenBy: 'table-lost-answers' });
    return {
      get: key => read(`get ${key.pk} ${key.sk}`, () => copyItem(this.get(key))),
      query: (pk, range) => this.tornQuery(actor, pk, range ?? {}),
      put: (item, condition) => {
        const sent = sentItem(item);
        return write(`put ${item.pk} ${item.sk}`, () => this.putPerhapsTwice(sent, condition, actor.world));
      },
      putBatch: items => this.batch(actor, 'putBatch', sentBatch(items), item => this.write(item)),
      insertBatch: async items => {
        const taken: Item[] = [];
        const insert = (item: Item): void => {
          if (!this.putPerhapsTwice(item, { kind: 'absent' }, actor.world)) taken.push(item);
        };
        const left = await this.batch(actor, 'insertBatch', sentBatch(items), insert);
        return { taken, left };
      },
      deleteBatch: keys => {
        checkBatch(keys);
        return this.batch(actor, 'deleteBatch', [...keys], key => this.delete(key));
      },
    };
  }

  /** The SDK sends a put again whose answer was lost: then its condition fails on the item that it has put itself. */
  private putPerhapsTwice(item: Item, condition: PutCondition, { faults, random }: World): boolean {
    this.retries ??= random.fork(`retries on ${this.name}`);
    const isPut = this.put(item, condition);
    const isRetried = faults.isOn('table-lost-answers') && this.retries.chance(RETRIED);
    return isRetried ? this.put(item, condition) : isPut;
  }

  /** Each item of a batch has its own fate and its own moment. */
  private async batch<T extends ItemKey>(
    actor: Actor,
    what: string,
    all: readonly T[],
    apply: (one: T) => void,
  ): Promise<T[]> {
    if (all.length === 0) throw new Error(`${what} of nothing`);
    const unprocessed: T[] = [];
    const parts =
      all.length > 1 && actor.world.random.chance(0.2)
        ? [all.slice(0, all.length >> 1), all.slice(all.length >> 1)]
        : [all];
    const sends = parts.map(part =>
      actor.call({
        name: `${this.name}: ${what} ${part.map(one => `${one.pk} ${one.sk}`).join(', ')}`,
        apply: () => {
          for (const one of part) {
            if (actor.world.faults.hits('unprocessed-items')) unprocessed.push(one);
            else apply(one);
          }
        },
        refusedBy: 'table-errors',
        hiddenBy: 'table-lost-answers',
      }),
    );
    await Promise.all(sends);
    return unprocessed;
  }

  /** A query reads page after page: what is written between two pages may be in the later one. */
  private async tornQuery(actor: Actor, pk: string, range: QueryRange): Promise<Item[]> {
    const name = `${this.name}: query ${pk}`;
    const whole = (part: QueryRange): Promise<Item[]> =>
      actor.call({ name, apply: () => this.query(pk, part).map(item => copyItem(item)!), refusedBy: 'table-errors' });
    if (range.limit !== undefined || range.descending || !actor.world.faults.hits('torn-queries')) return whole(range);
    const first = await whole({ ...range, limit: actor.world.random.skewed(1, 8) });
    const last = first.at(-1);
    return last ? [...first, ...(await whole({ ...range, from: `${last.sk}\u0000` }))] : first;
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

function checkBatch(keys: readonly ItemKey[]): void {
  if (keys.length > BATCH_MAX) throw new Error(`a batch of ${keys.length} items`);
  if (new Set(keys.map(({ pk, sk }) => `${pk}\u0000${sk}`)).size < keys.length)
    throw new Error('a batch with a key twice');
}

function checkKey({ pk, sk }: ItemKey): void {
  const [pkBytes, skBytes] = [Buffer.byteLength(pk), Buffer.byteLength(sk)];
  if (pkBytes < 1 || pkBytes > PK_BYTES_MAX || skBytes < 1 || skBytes > SK_BYTES_MAX)
    throw new Error(`a key of ${pkBytes} and ${skBytes} bytes: ${pk} ${sk}`);
}

/** What goes over the wire at the time of the call: later changes to the caller's object do not matter. */
function sentItem(item: Item): Item {
  const sent = copyItem(item)!;
  checkKey(sent);
  if (bytesOf(sent) > ITEM_BYTES_MAX) throw new Error(`item ${item.pk} ${item.sk} has ${bytesOf(sent)} bytes`);
  return sent;
}

function sentBatch(items: readonly Item[]): Item[] {
  const sent = items.map(sentItem);
  checkBatch(sent);
  if (sent.reduce((sum, item) => sum + bytesOf(item), 0) > BATCH_BYTES_MAX) throw new Error('a batch above 16 MB');
  return sent;
}

function copyItem(item: Item | undefined): Item | undefined {
  return item && (copy(item) as Item);
}

function copy(value: AttributeValue): AttributeValue {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('a table holds no NaN and no infinity');
  if (value === undefined) throw new Error('a table holds no undefined');
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (Array.isArray(value)) return value.map(copy);
  const result: Record<string, AttributeValue> = {};
  for (const [name, one] of Object.entries(value as Record<string, AttributeValue>)) result[name] = copy(one);
  return result;
}

function bytesOf(value: AttributeValue): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 8;
  if (value instanceof Uint8Array) return value.length;
  let sum = 3;
  for (const [name, one] of Object.entries(value as Record<string, AttributeValue>))
    sum += Buffer.byteLength(name) + bytesOf(one) + 1;
  return sum;
}
