import { readCommits } from '../store/chain';
import type { Epoch } from '../store/epoch-log';
import type { SequenceNumber, Table } from '../ports';
import { BEGIN, SHARD_END } from '../sequence-number';

interface KnownChain {
  /** The commits from here to the epoch's cut are known. */
  from: SequenceNumber;
  readonly digests: Map<SequenceNumber, string>;
  /** Loads of one shard follow each other: each extends what the one before has made known. */
  loading: Promise<void>;
}

/** Which partials an epoch sees: those whose digest stands in a commit that the epoch has applied (rule F1). */
export class VisibleCommits {
  private readonly chains = new Map<string, KnownChain>();

  constructor(
    private readonly state: Table,
    private readonly epoch: Epoch,
    private readonly previous: Epoch,
  ) {}

  /** Makes the commits of a shard known from `from` on. */
  load(shardId: string, from: SequenceNumber): Promise<void> {
    let chain = this.chains.get(shardId);
    if (!chain) {
      const applied = this.epoch.shards[shardId]?.applied ?? (shardId in this.epoch.left ? SHARD_END : undefined);
      if (applied === undefined) return Promise.resolve();
      chain = { from: applied, digests: new Map(), loading: Promise.resolve() };
      this.chains.set(shardId, chain);
    }
    const known = chain;
    known.loading = known.loading.then(() => this.extend(shardId, known, from));
    return known.loading;
  }

  has(shardId: string, from: SequenceNumber, digest: string): boolean {
    return this.chains.get(shardId)?.digests.get(from) === digest;
  }

  /** Whether a visible commit came with this epoch, and not with one before it. */
  isNew(shardId: string, from: SequenceNumber): boolean {
    return from >= (this.previous.shards[shardId]?.applied ?? (shardId in this.previous.left ? SHARD_END : BEGIN));
  }

  private async extend(shardId: string, chain: KnownChain, from: SequenceNumber): Promise<void> {
    if (chain.from <= from) return;
    for (const commit of await readCommits(this.state, shardId, from, chain.from))
      chain.digests.set(commit.from, commit.digest);
    chain.from = from;
  }
}
