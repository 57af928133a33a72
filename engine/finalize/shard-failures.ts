/** Told of a shard that a tick could not sweep or trim. */
export type OnShardFailure = (shardId: string, error: unknown) => void;

/** What fails for single shards while a tick goes on with the others. */
export class ShardFailures {
  #first: { readonly error: unknown } | undefined;

  constructor(private readonly tell: OnShardFailure = () => undefined) {}

  /** Does a shard's work; undefined where it fails. */
  async caught<T>(shardId: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#first ??= { error };
      this.tell(shardId, error);
      return undefined;
    }
  }

  /** @throws the first failure, once nothing else is left to do. */
  rethrow(): void {
    if (this.#first) throw this.#first.error;
  }
}
