import { type Commit, commitFromItem, headPosition, readHead } from '../store/chain';
import type { SequenceNumber, SourceStream, Table } from '../ports';
import { BEGIN } from '../sequence-number';
import { after, commitPk, parseSeenSk, seenPk } from '../store/keys';
import { IdTimes } from './id-times';
import { decodeSeen } from './seen';

export interface SeenDeps {
  readonly source: SourceStream;
  readonly state: Table;
}

/** Commits read together, newest first. */
const PAGE_COMMITS = 64;
/** Ids that stay in memory between invocations, of all shards together, about 50 bytes each; the shards used last keep theirs. */
const CACHED_IDS_MAX = 2_000_000;

interface Cached {
  readonly from: SequenceNumber;
  readonly ids: IdTimes;
}

const caches = new WeakMap<Table, Map<string, Cached>>();

/**
 * The ids that a shard has seen at most `withinMs` before the end of its head commit at `from`, those of its parents
 * included. What stands before a commit never changes, so it is kept in memory for the next invocation. Where the head is
 * further than `from` the ids are of no use, and need not be: the slot is taken and the fold will be dropped.
 */
export async function loadSeen(
  deps: SeenDeps,
  shardId: string,
  from: SequenceNumber,
  withinMs: number,
): Promise<IdTimes> {
  const cached = caches.get(deps.state)?.get(shardId);
  if (cached?.from === from) return cached.ids;
  const head = await readHead(deps.state, shardId);
  const ids = new IdTimes();
  await collect(deps, shardId, head, head ? head.toArrivalMs - withinMs : -Infinity, withinMs, ids);
  keepSeen(deps.state, shardId, headPosition(head), ids);
  return ids;
}

/** Remembers the ids up to `from`; nobody reads an older stand any more, because its slot in the chain is taken. */
export function keepSeen(state: Table, shardId: string, from: SequenceNumber, ids: IdTimes): void {
  let cache = caches.get(state);
  if (!cache) caches.set(state, (cache = new Map()));
  cache.delete(shardId);
  cache.set(shardId, { from, ids });
  let left = CACHED_IDS_MAX;
  for (const [cachedId, cached] of [...cache].reverse()) {
    left -= cached.ids.size;
    if (left < 0 && cachedId !== shardId) cache.delete(cachedId);
  }
}

async function collect(
  deps: SeenDeps,
  shardId: string,
  head: Commit | undefined,
  sinceMs: number,
  withinMs: number,
  into: IdTimes,
): Promise<void> {
  const commits = head ? await commitsSince(deps.state, shardId, sinceMs) : [];
  const oldest = commits.at(-1);
  if (!oldest || oldest.from === BEGIN) {
    for (const parent of await parentsOf(deps.source, shardId)) {
      const parentHead = await readHead(deps.state, parent);
      const parentSinceMs = parentHead ? Math.max(sinceMs, parentHead.toArrivalMs - withinMs) : sinceMs;
      await collect(deps, parent, parentHead, parentSinceMs, withinMs, into);
    }
  }
  if (!oldest) return;
  const digests = new Map(commits.map(commit => [commit.from, commit.digest]));
  for (const item of await deps.state.query(seenPk(shardId), { from: oldest.from, to: after(commits[0]!.from) })) {
    const { from, digest } = parseSeenSk(item.sk);
    if (digests.get(from) !== digest) continue;
    for (const [id, firstMs] of decodeSeen(item['ids'] as Uint8Array))
      if (firstMs >= sinceMs && firstMs >= (into.get(id) ?? -Infinity)) into.remember(id, firstMs);
  }
}

/** The commits whose records arrived at `sinceMs` or later, newest first. */
export async function commitsSince(state: Table, shardId: string, sinceMs: number): Promise<Commit[]> {
  const found: Commit[] = [];
  for (let to = after(''); ;) {
    const items = await state.query(commitPk(shardId), { to, descending: true, limit: PAGE_COMMITS });
    for (const commit of items.map(commitFromItem)) {
      if (commit.toArrivalMs < sinceMs) return found;
      found.push(commit);
    }
    if (items.length < PAGE_COMMITS) return found;
    to = items.at(-1)!.sk;
  }
}

async function parentsOf(source: SourceStream, shardId: string): Promise<readonly string[]> {
  return (await source.listShards()).find(shard => shard.shardId === shardId)?.parents ?? [];
}
