import type { AttributeValue, Item, SequenceNumber, Table } from '../ports';
import { BEGIN } from '../sequence-number';
import { commitKey, commitPk } from './keys';
import { type Counts, storedCounts } from './counts';
import type { TouchedPanes } from './touched-panes';

/**
 * One link of a shard's chain: the records in (from, to] are accounted for. A commit is put once, under (shard, from),
 * and never changed; the next link starts at its `to`.
 */
export interface Commit {
  readonly shardId: string;
  readonly from: SequenceNumber;
  readonly to: SequenceNumber;
  /** Of all that the commit makes visible; data under another digest is an orphan. */
  readonly digest: string;
  /** 1 for a shard's first commit. */
  readonly ordinal: number;
  readonly generation: string;
  /** The pipeline's watermark when this commit was put, ms: the bound by which its successor decides what is late. */
  readonly boundMs: number | null;
  /** Latest event time of the shard so far, ms. */
  readonly maxEventTimeMs: number | null;
  /** Arrival of the latest accepted event of the shard so far, ms. */
  readonly acceptedArrivalMs: number | null;
  /** Arrival of the first record of this range, ms; null where it holds none. */
  readonly firstArrivalMs: number | null;
  /** Latest arrival of a record of the shard up to `to`, ms. */
  readonly toArrivalMs: number;
  /** Panes that received rows; `touchedPanes` reads them. */
  readonly touched: TouchedPanes;
  /** The latest of them by query id, ms. */
  readonly latestPanes: Readonly<Record<string, number>>;
  /** Items of late and quarantined events. */
  readonly sideItems: number;
  /** Of this range. */
  readonly counts: Counts;
  /** Of the shard up to `to`. */
  readonly totals: Counts;
  /** Set to `from` where records that followed it may have expired unread: they are in no range. */
  readonly gapAfter: SequenceNumber | null;
  /** The version of each lookup table that the range was folded with. */
  readonly lookups?: Readonly<Record<string, string>>;
  /** Wall clock, ms. */
  readonly committedAtMs: number;
}

/** Where a shard's next commit starts. */
export const headPosition = (head: Commit | undefined): SequenceNumber => head?.to ?? BEGIN;

/** The last commit of a shard's chain (rule A1). The chain is linear, so it is the one with the highest `from`. */
export async function readHead(state: Table, shardId: string): Promise<Commit | undefined> {
  const [item] = await state.query(commitPk(shardId), { descending: true, limit: 1 });
  return item && commitFromItem(item);
}

/** The commits that cover (after, upTo], in order. */
export async function readCommits(
  state: Table,
  shardId: string,
  after: SequenceNumber,
  upTo: SequenceNumber,
): Promise<Commit[]> {
  if (after >= upTo) return [];
  return (await state.query(commitPk(shardId), { from: after, to: upTo })).map(commitFromItem);
}

export function commitToItem(commit: Commit): Item {
  const { shardId, from, ...attributes } = commit;
  return { ...commitKey(shardId, from), ...(attributes as unknown as Record<string, AttributeValue>) };
}

export function commitFromItem(item: Item): Commit {
  const { pk, sk, ...attributes } = item;
  const commit = attributes as unknown as Commit;
  const [counts, totals] = [storedCounts(commit.counts), storedCounts(commit.totals)];
  return { ...commit, shardId: pk.slice(2), from: sk, counts, totals };
}
