import { SeveralStreams } from '../../engine/commit/several-streams';
import type { SequenceNumber, ShardDescription, SourceStream, StreamDescription } from '../../engine/ports';
import { ExpiredIterator, InvalidArgument, ResourceNotFound } from './kinesis-errors';
import type { Random } from './random';
import { asRead, BEGIN, describe, indexAfter, prefixOf, type Shard, short, type StoredRecord } from './shards';
import type { TrueEvent } from './truth';
import type { Actor, World } from './world';

const HASH_SPACE = 2 ** 32;
/** An iterator can be used for 5 minutes (GetShardIterator). */
const ITERATOR_MS = 300_000;

/** A stream of shards that split and merge, or several. A put is there for every reader at once. */
export class KinesisModel {
  readonly shards = new Map<string, Shard>();
  private sequence = 4_950_000_000_000;
  private readonly random;
  /** Reading on after a record that has expired finds nothing, page after page, as users have met it; otherwise the oldest record kept. */
  private readonly losesExpired: boolean;
  private readonly description: StreamDescription;
  private readonly several: Random;
  /** Hash keys that leave less than this of 97 go to the first stream. */
  private readonly share: number;

  /** @param shardCount of each stream. @param streams their names, where there are several. */
  constructor(
    private readonly world: World,
    shardCount: number,
    private readonly streams: readonly string[] = [],
  ) {
    this.several = world.random.fork('several streams');
    this.share = this.several.pick([3, 48, 48, 48, 94]);
    this.random = world.random.fork('kinesis');
    this.description = { name: 'source', createdAtMs: world.scheduler.nowMs, keepsKeysTogether: true };
    this.losesExpired = world.random.fork('expired positions').chance(0.5);
    for (const stream of streams.length > 0 ? streams : [undefined]) {
      for (let i = 0; i < shardCount; i++)
        this.open(
          [Math.floor((HASH_SPACE * i) / shardCount), Math.floor((HASH_SPACE * (i + 1)) / shardCount)],
          [],
          stream,
        );
    }
  }

  /** The stream deleted and made again under its name: shards are named from the first again, sequence numbers are others. */
  madeAnew(shardCount: number): KinesisModel {
    const anew = new KinesisModel(this.world, shardCount, this.streams);
    anew.sequence = this.sequence;
    return anew;
  }

  /** Puts a record on the open shard that holds the hash key. */
  put(hashKey: number, data: Uint8Array, truth: readonly TrueEvent[]): void {
    const stream = this.streams[hashKey % 97 < this.share ? 0 : 1];
    const shard = this.openShards(stream).find(({ range }) => hashKey >= range[0] && hashKey < range[1])!;
    const { scheduler, faults } = this.world;
    const arrivalMs = scheduler.nowMs + (faults.isOn('clock-skew') ? this.random.int(-400, 400) : 0);
    this.sequence += this.random.skewed(1, 1_000_000);
    const sequenceNumber = String(this.sequence).padStart(56, '0');
    shard.records.push({ sequenceNumber, data, arrivalMs, truth, putAtMs: scheduler.nowMs });
    this.world.trace(() => `put ${short(sequenceNumber)} on ${shard.shardId}: ${truth.map(describe).join('; ')}`);
  }

  /** Splits an open shard in two. */
  split(): void {
    const shard = this.random.pick(this.openShards());
    const [from, to] = shard.range;
    if (to - from < 4 || this.openShards().length >= 24) return;
    const middle = this.random.int(from + 1, to - 1);
    this.close(shard);
    this.open([from, middle], [shard], shard.stream);
    this.open([middle, to], [shard], shard.stream);
  }

  /** Merges two adjacent open shards. */
  merge(): void {
    const stream = this.streams.length > 0 ? this.several.pick(this.streams) : undefined;
    const sorted = this.openShards(stream).sort((a, b) => a.range[0] - b.range[0]);
    if (sorted.length < 2) return;
    const i = this.random.int(0, sorted.length - 2);
    const [left, right] = [sorted[i]!, sorted[i + 1]!];
    this.close(left);
    this.close(right);
    this.open([left.range[0], right.range[1]], [left, right], stream);
  }

  /** @param stream absent: of all. */
  openShards(stream?: string): Shard[] {
    return this.of(stream).filter(shard => !shard.closed);
  }

  /** Whether the record can still be read. */
  keeps({ putAtMs }: StoredRecord, atMs = this.world.scheduler.nowMs): boolean {
    return putAtMs + this.world.outage.retentionMs > atMs;
  }

  /** A closed shard is gone once its last record has expired for certain. */
  isGone({ closedAtMs }: Shard): boolean {
    return closedAtMs + this.world.outage.retentionMs <= this.world.scheduler.nowMs;
  }

  /** What can be read after a position. */
  keptAfter(shardId: string, after: SequenceNumber): StoredRecord[] {
    return this.recordsAfter(shardId, after).filter(record => this.keeps(record));
  }

  /** All that was ever put after a position. */
  recordsAfter(shardId: string, after: SequenceNumber): StoredRecord[] {
    const { records } = this.shards.get(shardId)!;
    return records.slice(indexAfter(records, after));
  }

  lastSequenceNumber(shardId: string): SequenceNumber {
    return this.shards.get(shardId)!.records.at(-1)?.sequenceNumber ?? BEGIN;
  }

  /** The stream as one running function sees it. */
  portFor(actor: Actor): SourceStream {
    if (this.streams.length === 0) return this.portOf(undefined, actor);
    return new SeveralStreams(Object.fromEntries(this.streams.map(stream => [stream, this.portOf(stream, actor)])));
  }

  /** What DescribeStreamSummary says of each. */
  get descriptions(): StreamDescription[] {
    const { description, streams } = this;
    return streams.length === 0 ? [description] : streams.map(source => ({ ...description, source }));
  }

  /** One stream, to which its shards have no other name than their own. */
  private portOf(stream: string | undefined, actor: Actor): SourceStream {
    const prefix = prefixOf(stream);
    const own = (shardId: string): string => shardId.slice(prefix.length);
    const ownChild = <S extends { readonly shardId: string; readonly parents: readonly string[] }>(shard: S): S => ({
      ...shard,
      shardId: own(shard.shardId),
      parents: shard.parents.map(own),
    });
    const read = <T>(name: string, apply: () => T): Promise<T> =>
      actor.call({ name, apply, refusedBy: 'source-errors' });
    return {
      describe: () => read('describe', () => [this.description]),
      listShards: async () => (await this.listing(stream, actor, read)).map(ownChild),
      iteratorAfter: (shardId, after) =>
        read(`iterator ${prefix}${shardId} after ${short(after)}`, () => own(this.iterator(prefix + shardId, after))),
      getRecords: (iterator, limit) =>
        read(`getRecords ${prefix}${iterator.split('/')[0]}`, () => {
          const page = this.page(prefix + iterator, limit);
          const { next, childShards } = page;
          return { ...page, next: next && own(next), childShards: childShards.map(ownChild) };
        }),
    };
  }

  private of(stream: string | undefined): Shard[] {
    return [...this.shards.values()].filter(shard => stream === undefined || shard.stream === stream);
  }

  private open(range: readonly [number, number], parents: readonly Shard[], stream: string | undefined): void {
    const { scheduler, faults } = this.world;
    const number = String(this.of(stream).length).padStart(3, '0');
    const shardId = `${prefixOf(stream)}shardId-${number}`;
    const listedFromMs = scheduler.nowMs + (faults.isOn('listing-lag') ? this.random.skewed(1, 20_000) : 0);
    const shard: Shard = {
      shardId,
      stream,
      parents: parents.map(parent => parent.shardId),
      createdAtMs: scheduler.nowMs,
      listedFromMs: parents.length === 0 ? 0 : listedFromMs,
      range,
      records: [],
      children: [],
      closed: false,
      closedAtMs: Infinity,
    };
    this.shards.set(shardId, shard);
    for (const parent of parents) parent.children.push(shardId);
    if (parents.length > 0) this.world.trace(() => `shard ${shardId} from ${shard.parents.join(' and ')}`);
  }

  private close(shard: Shard): void {
    shard.closed = true;
    shard.closedAtMs = this.world.scheduler.nowMs;
  }

  /** A listing has pages: what happens between two of them is in the later one. */
  private async listing(
    stream: string | undefined,
    { world }: Actor,
    read: <T>(name: string, apply: () => T) => Promise<T>,
  ): Promise<ShardDescription[]> {
    if (!world.faults.isOn('listing-lag') || world.random.chance(0.5))
      return read('listShards', () => this.list(stream));
    const first = await read('listShards', () => this.list(stream).slice(0, world.random.skewed(1, 8)));
    const last = first.at(-1)?.shardId ?? '';
    return [
      ...first,
      ...(await read('listShards, next page', () => this.list(stream).filter(one => one.shardId > last))),
    ];
  }

  private list(stream: string | undefined): ShardDescription[] {
    return this.of(stream)
      .filter(shard => shard.listedFromMs <= this.world.scheduler.nowMs && !this.isGone(shard))
      .map(({ shardId, parents, closed }) => ({ shardId, parents, closed }));
  }

  /** Only positions that the shard itself has given are taken: any other one did not come from this stream. */
  private iterator(shardId: string, after: SequenceNumber): string {
    const { records } = this.find(shardId);
    if (after !== BEGIN && records[indexAfter(records, after) - 1]?.sequenceNumber !== after)
      throw new InvalidArgument(
        `${short(after)} used on ${shardId} is invalid because it did not come from this stream`,
      );
    return this.issued(shardId, after);
  }

  private issued(shardId: string, after: SequenceNumber): string {
    return `${shardId}/${after}/${this.world.scheduler.nowMs}`;
  }

  /** Whether the record that an iterator stands behind is gone. */
  private hasExpired({ records }: Shard, after: SequenceNumber): boolean {
    const last = records[indexAfter(records, after) - 1];
    return last !== undefined && !this.keeps(last);
  }

  private find(shardId: string): Shard {
    const shard = this.shards.get(shardId);
    if (!shard || this.isGone(shard)) throw new ResourceNotFound(shardId);
    return shard;
  }

  private page(iterator: string, limit: number): Awaited<ReturnType<SourceStream['getRecords']>> {
    if (!(limit >= 1 && limit <= 10_000)) throw new Error(`getRecords: limit ${limit}`);
    const [after, issuedMs] = iterator.split('/').slice(-2) as [string, string];
    const shardId = iterator.slice(0, iterator.indexOf(`/${after}`));
    const shard = this.find(shardId);
    if (this.world.scheduler.nowMs - Number(issuedMs) > ITERATOR_MS) throw new ExpiredIterator(iterator);
    if (this.losesExpired && this.hasExpired(shard, after)) {
      const { retentionMs } = this.world.outage;
      return { records: [], next: this.issued(shardId, after), millisBehindLatest: retentionMs, childShards: [] };
    }
    const following = this.keptAfter(shardId, after);
    const isEmpty = this.world.faults.hits('empty-reads');
    const records = isEmpty ? [] : following.slice(0, Math.min(limit, this.random.pick([1, 3, 10, 1_000])));
    const left = following[records.length];
    if (!left && shard.closed && (records.length === 0 || this.random.chance(0.5)) && !isEmpty) {
      const childShards = shard.children.map(id => this.shards.get(id)!);
      return { records, next: undefined, millisBehindLatest: 0, childShards };
    }
    const next = this.issued(shardId, records.at(-1)?.sequenceNumber ?? after);
    const behindMs = left
      ? Math.max(1, this.world.scheduler.nowMs - left.arrivalMs)
      : isEmpty && this.random.chance(0.5)
        ? 1
        : 0;
    return { records: records.map(asRead), next, millisBehindLatest: behindMs, childShards: [] };
  }
}
