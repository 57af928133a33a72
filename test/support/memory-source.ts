import type { RecordsPage, ShardDescription, SourceStream, StreamDescription, StreamRecord } from '../../engine/ports';
import { BEGIN, padSequenceNumber } from '../../engine/sequence-number';

/** A stream in memory whose shards can be filled and closed by hand. Sequence numbers count from 1 across shards. */
export class MemorySource implements SourceStream {
  private readonly shards = new Map<string, { parents: string[]; closed: boolean; records: StreamRecord[] }>();
  /** Positions that each shard has given; Kinesis refuses any other. */
  private readonly given = new Map<string, Set<string>>();
  /** Shards that listings do not show yet. */
  readonly unlisted = new Set<string>();
  /** Reading on after a record that has expired shows nothing, page after page. */
  losesExpired = false;
  /** How many reads are refused because their iterator has grown too old. */
  expiredIterators = 0;
  private lastNumber = 0;
  /** Where BEGIN is; as Kinesis has it, the place before the first record that arrived then or later. */
  startAtMs: number | undefined;

  constructor(shardIds: readonly string[] = ['shard-0']) {
    for (const shardId of shardIds) this.addShard(shardId);
  }

  addShard(shardId: string, parents: string[] = []): void {
    this.shards.set(shardId, { parents, closed: false, records: [] });
    this.given.set(shardId, new Set([BEGIN]));
  }

  close(shardId: string): void {
    this.shards.get(shardId)!.closed = true;
  }

  /** Appends a record and returns it as stored. Objects become JSON, arrays NDJSON. */
  put(shardId: string, content: unknown, arrivalMs: number): StreamRecord {
    const data = content instanceof Uint8Array ? content : Buffer.from(textOf(content));
    const record = { sequenceNumber: padSequenceNumber(String(++this.lastNumber)), data, arrivalMs };
    this.shards.get(shardId)!.records.push(record);
    this.given.get(shardId)!.add(record.sequenceNumber);
    return record;
  }

  /** Drops the oldest records, as retention does. */
  expire(shardId: string, count: number): void {
    this.shards.get(shardId)!.records.splice(0, count);
  }

  /** Drops a shard, as retention does some time after it was closed. */
  remove(shardId: string): void {
    this.shards.delete(shardId);
  }

  /** What it says of itself. */
  description: StreamDescription = { name: 'clicks', createdAtMs: null, keepsKeysTogether: true };

  describe(): Promise<readonly StreamDescription[]> {
    return Promise.resolve([this.description]);
  }

  listShards(): Promise<ShardDescription[]> {
    const listed = [...this.shards].filter(([shardId]) => !this.unlisted.has(shardId));
    return Promise.resolve(listed.map(([shardId, { parents, closed }]) => ({ shardId, parents, closed })));
  }

  iteratorAfter(shardId: string, after: string): Promise<string> {
    if (!this.shards.has(shardId)) return Promise.reject(named('ResourceNotFoundException', shardId));
    if (!this.given.get(shardId)!.has(after)) return Promise.reject(named('InvalidArgumentException', after));
    return Promise.resolve(`${shardId} ${after}`);
  }

  getRecords(iterator: string, limit: number): Promise<RecordsPage> {
    const [shardId, after] = iterator.split(' ') as [string, string];
    const shard = this.shards.get(shardId)!;
    if (this.expiredIterators-- > 0) return Promise.reject(named('ExpiredIteratorException', iterator));
    const hasExpired = after !== BEGIN && !shard.records.some(record => record.sequenceNumber === after);
    if (this.losesExpired && hasExpired)
      return Promise.resolve({ records: [], next: iterator, millisBehindLatest: 86_400_000, childShards: [] });
    const start = shard.records.findIndex(({ arrivalMs }) => arrivalMs >= (this.startAtMs ?? 0));
    const kept = after === BEGIN ? shard.records.slice(start < 0 ? shard.records.length : start) : shard.records;
    const following = kept.filter(record => record.sequenceNumber > after);
    const records = following.slice(0, limit);
    const isEnd = shard.closed && records.length === following.length;
    const childShards = [...this.shards]
      .filter(([, { parents }]) => parents.includes(shardId))
      .map(([id, { parents }]) => ({ shardId: id, parents }));
    return Promise.resolve({
      records,
      next: isEnd ? undefined : `${shardId} ${records.at(-1)?.sequenceNumber ?? after}`,
      millisBehindLatest: following.length > records.length ? 1000 : 0,
      childShards: isEnd ? childShards : [],
    });
  }
}

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? content.map(event => JSON.stringify(event)).join('\n') : JSON.stringify(content);
}
