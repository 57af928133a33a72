import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Checkpoints } from './checkpoints';
import { listShards } from './list-shards';

/** How often a stream is asked for new shards, ms. */
const DISCOVERY_MS = 10_000;

/** Whatever reads one shard from a checkpoint on. */
export interface ShardConsumer {
  /** The shard is closed, read to its end and done with. */
  readonly isFinished: boolean;
  stop(): Promise<void>;
}

/** One consumer for each shard of a stream. The children of a split or a merge start when their parents are finished. */
export class ShardFleet<Consumer extends ShardConsumer> {
  readonly #consumers = new Map<string, Consumer>();
  #timer: NodeJS.Timeout | undefined;
  #discovery: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(
    private readonly client: KinesisClient,
    private readonly streamName: string,
    private readonly checkpoints: Checkpoints,
    /** Starts a consumer after a sequence number, or at the oldest record. */
    private readonly start: (shardId: string, after: string | undefined) => Consumer,
    private readonly onError: (error: Error) => void,
  ) {}

  get consumers(): ReadonlyMap<string, Consumer> {
    return this.#consumers;
  }

  /** Starts a consumer for every shard that may be read now and has none. Shards are also looked for from time to time. */
  discover(): Promise<void> {
    clearTimeout(this.#timer);
    this.#discovery = this.#discovery.then(() => this.#startNew()).catch((error: Error) => this.onError(error));
    return this.#discovery.then(() => {
      if (this.#isStopped) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.discover(), DISCOVERY_MS);
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#discovery;
    await Promise.all([...this.#consumers.values()].map(consumer => consumer.stop()));
  }

  async #startNew(): Promise<void> {
    if (this.#isStopped) return;
    const shards = await listShards(this.client, this.streamName);
    const listed = new Set(shards.map(shard => shard.shardId));
    for (const { shardId, parents } of shards) {
      if (this.#consumers.has(shardId) || this.#isFinished(shardId)) continue;
      if (!parents.every(parent => !listed.has(parent) || this.#isFinished(parent))) continue;
      this.#consumers.set(shardId, this.start(shardId, this.checkpoints.get(shardId).after));
    }
  }

  #isFinished(shardId: string): boolean {
    return this.checkpoints.get(shardId).isFinished ?? false;
  }
}
