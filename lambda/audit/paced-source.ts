import { setTimeout as pause } from 'node:timers/promises';
import type { RecordsPage, ShardDescription, SourceStream, StreamDescription } from '../../engine/ports';

/** A shard takes 5 reads a second, of which its other readers need most. */
const PAUSE_MS = 500;

/** A source stream, read slowly. */
export class PacedSource implements SourceStream {
  constructor(
    private readonly source: SourceStream,
    private readonly pauseMs = PAUSE_MS,
  ) {}

  get startAtMs(): number | undefined {
    return this.source.startAtMs;
  }

  describe(): Promise<readonly StreamDescription[]> {
    return this.source.describe();
  }

  listShards(): Promise<ShardDescription[]> {
    return this.source.listShards();
  }

  iteratorAfter(shardId: string, after: string): Promise<string> {
    return this.source.iteratorAfter(shardId, after);
  }

  async getRecords(iterator: string, limit: number): Promise<RecordsPage> {
    const page = await this.source.getRecords(iterator, limit);
    await pause(this.pauseMs);
    return page;
  }
}
