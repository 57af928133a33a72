import type {
  RecordBatch,
  RecordsPage,
  ShardDescription,
  SourceStream,
  StreamDescription,
  StreamRecord,
} from '../../engine/ports';

/** A stream that has kept the latest records of each shard; the engine looks no further back when nothing fails. */
export class RecentRecords implements SourceStream {
  private readonly shards = new Map<string, readonly StreamRecord[]>();

  keep(shardId: string, records: RecordBatch): void {
    this.shards.set(
      shardId,
      Array.from({ length: records.length }, (_, i) => records.at(i)!),
    );
  }

  describe(): Promise<readonly StreamDescription[]> {
    return Promise.resolve([{ name: 'bench', createdAtMs: null, keepsKeysTogether: true }]);
  }

  listShards(): Promise<ShardDescription[]> {
    return Promise.resolve([...this.shards.keys()].map(shardId => ({ shardId, parents: [], closed: false })));
  }

  iteratorAfter(shardId: string, after: string): Promise<string> {
    return Promise.resolve(`${shardId} ${after}`);
  }

  getRecords(iterator: string): Promise<RecordsPage> {
    const [shardId, after] = iterator.split(' ') as [string, string];
    const records = this.shards.get(shardId)!.filter(record => record.sequenceNumber > after);
    const next = `${shardId} ${records.at(-1)?.sequenceNumber ?? after}`;
    return Promise.resolve({ records, next, millisBehindLatest: 0, childShards: [] });
  }
}
