import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

interface ShardCheckpoint {
  /** Sequence number of the last record done with. */
  readonly after?: string;
  /** The shard was read to its end and takes no more records. */
  readonly isFinished?: boolean;
}

/** How far a reader has come in each shard, kept in a file that is replaced whole: a killed process leaves it readable. */
export class Checkpoints {
  readonly #shards: Record<string, ShardCheckpoint>;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#shards = read(path);
  }

  get(shardId: string): ShardCheckpoint {
    return this.#shards[shardId] ?? {};
  }

  set(shardId: string, checkpoint: ShardCheckpoint): void {
    this.#shards[shardId] = checkpoint;
    writeFileSync(`${this.path}.new`, JSON.stringify(this.#shards));
    renameSync(`${this.path}.new`, this.path);
  }
}

function read(path: string): Record<string, ShardCheckpoint> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, ShardCheckpoint>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
