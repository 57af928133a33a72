import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { StreamMappingPlan } from '../assembly/plan';
import { Checkpoints } from '../streams/checkpoints';
import { ShardFleet } from '../streams/shard-fleet';
import { ShardReader } from '../streams/shard-reader';
import { kinesisEvent } from './kinesis-event';
import { type Acknowledged, ShardPoller } from './shard-poller';

/** How often the end of input is looked for, ms. */
const DRAIN_CHECK_MS = 20;

export interface StreamMappingOptions {
  readonly plan: StreamMappingPlan;
  readonly streamArn: string;
  readonly client: KinesisClient;
  /** File of the checkpoints. */
  readonly checkpointPath: string;
  /** Invokes the mapping's function with an event. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly onLog: (line: string) => void;
}

/** What a shard has read and not acknowledged. */
export interface ShardLag extends Acknowledged {
  readonly shardId: string;
}

/** An event source mapping: feeds a function from all shards of a stream, each in its order. */
export class StreamMapping {
  readonly #fleet: ShardFleet<ShardPoller>;
  #isEndOfInput = false;

  constructor(options: StreamMappingOptions) {
    const { plan, client, streamArn } = options;
    const checkpoints = new Checkpoints(options.checkpointPath);
    const start = (shardId: string, after: string | undefined): ShardPoller => {
      const poller = new ShardPoller({
        reader: new ShardReader(client, plan.streamName, shardId, after),
        settings: plan,
        invoke: invocation => options.invoke(kinesisEvent(invocation, { streamArn, shardId })),
        onFailure: reason => options.onLog(`${shardId}: ${reason}`),
        onCheckpoint: (position, isFinished) => {
          const reached = position ?? after;
          checkpoints.set(shardId, { ...(reached !== undefined && { after: reached }), isFinished });
          if (isFinished) void this.#fleet.discover();
        },
      });
      if (this.#isEndOfInput) poller.setEndOfInput(true);
      return poller;
    };
    this.#fleet = new ShardFleet(client, plan.streamName, checkpoints, start, error => options.onLog(error.message));
  }

  start(): Promise<void> {
    return this.#fleet.discover();
  }

  /** Records and bytes acknowledged by the function since the start. */
  get acknowledged(): Acknowledged {
    let [records, bytes] = [0, 0];
    for (const { acknowledged } of this.#fleet.consumers.values()) {
      records += acknowledged.records;
      bytes += acknowledged.bytes;
    }
    return { records, bytes };
  }

  /** What has been read and not acknowledged, by shard; reading stops ahead of 4 MiB or 10,000 records. */
  get lag(): ShardLag[] {
    return [...this.#fleet.consumers].map(([shardId, poller]) => ({ shardId, ...poller.pending }));
  }

  /** Waits until everything in the stream is acknowledged and every window closed, without waiting for a window's time. */
  async endOfInput(signal: AbortSignal): Promise<void> {
    this.#setEndOfInput(true);
    try {
      let shards: number;
      do {
        await this.#fleet.discover();
        shards = this.#fleet.consumers.size;
        while (![...this.#fleet.consumers.values()].every(poller => poller.isDrained)) {
          signal.throwIfAborted();
          await new Promise(done => setTimeout(done, DRAIN_CHECK_MS));
        }
        await this.#fleet.discover();
      } while (this.#fleet.consumers.size > shards);
    } finally {
      this.#setEndOfInput(false);
    }
  }

  stop(): Promise<void> {
    return this.#fleet.stop();
  }

  #setEndOfInput(isEnd: boolean): void {
    this.#isEndOfInput = isEnd;
    for (const poller of this.#fleet.consumers.values()) poller.setEndOfInput(isEnd);
  }
}
