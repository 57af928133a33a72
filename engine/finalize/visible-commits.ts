import { readCommits } from '../commit/chain';
import type { Epoch } from '../epoch/epoch-log';
import type { SequenceNumber, Table } from '../ports';

/** Above every sequence number: a shard that left is merged whole. */
const END: SequenceNumber = '9'.repeat(56);

/** Which partials an epoch sees: those whose digest stands in a commit that the epoch has applied (rule F1). */
export class VisibleCommits {
  private readonly chains = new Map<string, { from: SequenceNumber; digests: Map<SequenceNumber, string> }>();

  constructor(
    private readonly state: Table,
    private readonly epoch: Epoch,
  ) {}

  /** Makes the commits of a shard known from `from` on. */
  async load(shardId: string, from: SequenceNumber): Promise<void> {
    const applied = this.epoch.shards[shardId]?.applied ?? (shardId in this.epoch.left ? END : undefined);
    const known = this.chains.get(shardId);
    if (applied === undefined || (known && known.from <= from)) return;
    const digests = known?.digests ?? new Map<SequenceNumber, string>();
    for (const commit of await readCommits(this.state, shardId, from, known?.from ?? applied)) digests.set(commit.from, commit.digest);
    this.chains.set(shardId, { from, digests });
  }

  has(shardId: string, from: SequenceNumber, digest: string): boolean {
    return this.chains.get(shardId)?.digests.get(from) === digest;
  }
}
