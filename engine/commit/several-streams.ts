import { ofSource, shardIdOf } from '../definition/sources';
import type { RecordsPage, SequenceNumber, ShardDescription, SourceStream, StreamDescription } from '../ports';

/** Several streams as one: the ids of shards, and iterators, begin with the name of their source. */
export class SeveralStreams implements SourceStream {
  private readonly all: readonly (readonly [source: string, stream: SourceStream])[];

  /** @param streams by the names of the pipeline's sources. All start at one time. */
  constructor(streams: Readonly<Record<string, SourceStream>>) {
    this.all = Object.entries(streams);
  }

  get startAtMs(): number | undefined {
    return this.all[0]?.[1].startAtMs;
  }

  async describe(): Promise<StreamDescription[]> {
    const described = await Promise.all(
      this.all.map(async ([source, stream]) => (await stream.describe()).map(one => ({ ...one, source }))),
    );
    return described.flat();
  }

  async listShards(): Promise<ShardDescription[]> {
    const listed = await Promise.all(
      this.all.map(async ([source, stream]) =>
        (await stream.listShards()).map(({ shardId, parents, closed }) => ({
          shardId: shardIdOf(source, shardId),
          parents: parents.map(parent => shardIdOf(source, parent)),
          closed,
        })),
      ),
    );
    return listed.flat();
  }

  async iteratorAfter(shardId: string, after: SequenceNumber): Promise<string> {
    const { source, shardId: own } = ofSource(shardId);
    return shardIdOf(source, await this.streamOf(shardId, source).iteratorAfter(own, after));
  }

  async getRecords(iterator: string, limit: number): Promise<RecordsPage> {
    const { source, shardId: own } = ofSource(iterator);
    const page = await this.streamOf(iterator, source).getRecords(own, limit);
    return {
      ...page,
      next: page.next === undefined ? undefined : shardIdOf(source, page.next),
      childShards: page.childShards.map(({ shardId, parents }) => ({
        shardId: shardIdOf(source, shardId),
        parents: parents.map(parent => shardIdOf(source, parent)),
      })),
    };
  }

  private streamOf(of: string, source: string | undefined): SourceStream {
    const found = this.all.find(([name]) => name === source);
    if (!found) throw new NoSuchSource(of);
    return found[1];
  }
}

/** Of a source that the definition had before: to the pipeline its shards are gone. */
class NoSuchSource extends Error {
  override readonly name = 'ResourceNotFoundException';

  constructor(of: string) {
    super(`no source of the definition has ${of}`);
  }
}
