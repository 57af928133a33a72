import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { Checkpoints } from '../streams/checkpoints';
import { ShardFleet } from '../streams/shard-fleet';
import { ShardReader } from '../streams/shard-reader';
import type { TableColumn } from './parquet-schema';
import { ShardDelivery } from './shard-delivery';

export interface StreamDeliveryOptions {
  readonly client: KinesisClient;
  readonly streamName: string;
  readonly checkpointPath: string;
  readonly lakeDir: string;
  /** Of the objects' names, such as `raw/pipeline=trades`. */
  readonly prefix: string;
  /** Columns of the Parquet files. @default files are gzipped NDJSON */
  readonly columns?: readonly TableColumn[] | undefined;
  readonly onLog: (line: string) => void;
}

/** Writes a stream to the lake's folder, each record once: as gzipped NDJSON, or as Parquet. */
export class StreamDelivery {
  readonly #fleet: ShardFleet<ShardDelivery>;

  constructor({ client, streamName, checkpointPath, lakeDir, prefix, columns, onLog }: StreamDeliveryOptions) {
    const checkpoints = new Checkpoints(checkpointPath);
    const start = (shardId: string, from: string | undefined): ShardDelivery =>
      new ShardDelivery({
        reader: new ShardReader(client, streamName, shardId, from),
        shardId,
        lakeDir,
        prefix,
        columns,
        onFailure: reason => onLog(`${shardId}: ${reason}`),
        onCheckpoint: (position, isFinished) => {
          const after = position ?? checkpoints.get(shardId).after;
          checkpoints.set(shardId, { ...(after !== undefined && { after }), isFinished });
          if (isFinished) void this.#fleet.discover();
        },
      });
    this.#fleet = new ShardFleet(client, streamName, checkpoints, start, error => onLog(error.message));
  }

  start(): Promise<void> {
    return this.#fleet.discover();
  }

  /** Resolves when all that is in the stream now has been delivered. */
  async flush(): Promise<void> {
    await Promise.all([...this.#fleet.consumers.values()].map(shard => shard.flush()));
  }

  /** Delivers what is left, then ends. */
  stop(): Promise<void> {
    return this.#fleet.stop();
  }
}
