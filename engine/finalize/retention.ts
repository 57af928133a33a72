import { commitFromItem, type Commit, readHead } from '../store/chain';
import { readKnownShards } from '../store/known-shards';
import { DEDUPE_WITHIN_MS_MAX } from '../definition/check-events';
import { cascadesOf } from '../definition/pipeline';
import { commitsSince } from '../dedupe/load-seen';
import { type Epoch, epochFromItem, latestEpoch, readCursor } from '../store/epoch-log';
import type { SequenceNumber } from '../ports';
import { BEGIN } from '../sequence-number';
import {
  commitPk,
  epochKey,
  EPOCHS_PK,
  indexPk,
  knownShardKey,
  parseTimeKey,
  seenPk,
  sidePk,
  timeKey,
} from '../store/keys';
import { inParallel } from '../store/in-parallel';
import {
  commitOfMark,
  commitOfPartial,
  type GroupsOfQuery,
  isClosedMark,
  isTotals,
  readGroup,
} from '../store/pane-groups';
import { deleteAllItems } from '../store/write-all';
import { neededUntil } from '../windows/panes';
import { OUTLIVED_MS } from './function-life';

import type { FinalizeDeps, FinalizeRequest } from './request';
import type { ShardFailures } from './shard-failures';
import { readQueries } from './stored-query';
import { trimPlaces } from './trim-places';
import { trimResults } from './trim-results';

/** Commits are kept for the audit as long as their records can be read again: Kinesis keeps a day unless told otherwise. */
export const COMMITS_KEPT_MS = 8 * 86_400_000;
/** Items deleted of one kind in one tick. */
const STEP_ITEMS = 500;
const PARALLEL_SHARDS = 16;

/**
 * Deletes panes that no window needs, old links of the chains and old epochs. Event time decides for panes: a replay of
 * old data is kept as long as live data. The heads of chains stay for ever.
 */
export async function applyRetention(
  deps: FinalizeDeps,
  request: FinalizeRequest,
  failures: ShardFailures,
): Promise<void> {
  const listed = new Set((await deps.source.listShards()).map(({ shardId }) => shardId));
  await inParallel([...listed], PARALLEL_SHARDS, shardId => failures.caught(shardId, () => trimSeen(deps, shardId)));
  const settled = await trimEpochs(deps);
  if (!settled) return;
  await forgetShards(deps, settled, listed);
  for (const query of cascadesOf(deps.pipeline)) await trimPlaces(deps, query, settled);
  if (settled.closedForGoodMs === null) return;
  const { closedForGoodMs, shards } = settled;
  const stored = await readQueries(deps.state, deps.pipeline);
  await trimResults(deps, request, closedForGoodMs, stored.queries);
  const queries: GroupsOfQuery[] = [...stored.queries, ...stored.unreadable];
  const isExecuted = executedBy(settled, listed, await latestEpoch(deps.state));
  for (const query of queries) {
    if (deps.clock.now() >= request.deadlineMs) return;
    await deletePanes(deps, query, closedForGoodMs, isExecuted);
  }
  for (const shardId of listed) {
    if (deps.clock.now() >= request.deadlineMs) return;
    const applied = shards[shardId]?.applied ?? BEGIN;
    const isKept = (commit: Commit): boolean => isNeeded(queries, commit, closedForGoodMs);
    await failures.caught(shardId, () => trimChain(deps, shardId, applied, isKept));
  }
}

/**
 * The newest epoch that nobody executes any more, once those before it are deleted. An epoch is cut only when the one before
 * it is executed: so of the newest that was cut longer ago than an executor lives, the one before was executed before all who
 * live now began. When an epoch was cut says nothing of when it was itself executed.
 */
async function trimEpochs(deps: FinalizeDeps): Promise<Epoch | undefined> {
  const { epoch: executed } = await readCursor(deps.state);
  const items = await deps.state.query(EPOCHS_PK, { to: epochKey(executed).sk, limit: STEP_ITEMS });
  const old = items.map(epochFromItem).filter(epoch => epoch.cutAtMs < deps.clock.now() - OUTLIVED_MS);
  old.pop();
  const settled = old.pop();
  await deleteAllItems(
    deps.state,
    old.map(epoch => epochKey(epoch.number)),
    deps.clock,
  );
  return settled;
}

/** Forgets the noted shards that have left, once the stream has forgotten them too: no invocation is given records of them. */
async function forgetShards(
  { state, clock }: FinalizeDeps,
  { left }: Epoch,
  listed: ReadonlySet<string>,
): Promise<void> {
  const gone = (await readKnownShards(state)).filter(id => id in left && !listed.has(id));
  await deleteAllItems(state, gone.map(knownShardKey), clock);
}

/**
 * Which partials an epoch has executed. A commit of records that waited long may touch panes that closed for good before; then
 * its rows are still to be delivered as late. A shard that the epoch does not know either came after it, or was forgotten.
 */
function executedBy(
  { shards, left }: Epoch,
  listed: ReadonlySet<string>,
  latest: Epoch | undefined,
): (place: { readonly shardId: string; readonly from: SequenceNumber }) => boolean {
  return ({ shardId, from }) => {
    const applied = shards[shardId]?.applied;
    if (applied !== undefined) return from < applied;
    return shardId in left || !(listed.has(shardId) || shardId in (latest?.shards ?? {}));
  };
}

async function deletePanes(
  deps: FinalizeDeps,
  query: GroupsOfQuery,
  closedForGoodMs: number,
  isExecuted: ReturnType<typeof executedBy>,
): Promise<void> {
  const { groupMs, paneMs } = query.panes;
  const items = await deps.state.query(indexPk(query.id), { to: timeKey(closedForGoodMs), limit: STEP_ITEMS });
  for (const item of items) {
    const group = parseTimeKey(item.sk);
    if (neededUntil(query.panes, group + groupMs - paneMs) > closedForGoodMs) return;
    const all = await readGroup(deps.state, query, group);
    const old = all.filter(
      key => isTotals(key) || isExecuted(isClosedMark(key) ? commitOfMark(key) : commitOfPartial(key)),
    );
    await deleteAllItems(
      deps.state,
      [...old, ...(old.length === all.length ? [item] : [])].map(({ pk, sk }) => ({ pk, sk })),
      deps.clock,
    );
  }
}

/** Whether a window may still merge panes of the commit. */
function isNeeded(queries: readonly GroupsOfQuery[], commit: Commit, closedForGoodMs: number): boolean {
  return queries.some(({ id, panes }) => {
    const latest = commit.latestPanes[id];
    return latest !== undefined && neededUntil(panes, latest) > closedForGoodMs;
  });
}

/** Deletes ids that no event can be a copy of any more, by whatever definition comes next. */
async function trimSeen(deps: FinalizeDeps, shardId: string): Promise<void> {
  const [oldest] = await deps.state.query(seenPk(shardId), { limit: 1 });
  const head = oldest && (await readHead(deps.state, shardId));
  if (!head) return;
  const needed = await commitsSince(deps.state, shardId, head.toArrivalMs - DEDUPE_WITHIN_MS_MAX);
  const old = await deps.state.query(seenPk(shardId), { to: needed.at(-1)?.from ?? head.from, limit: STEP_ITEMS });
  await deleteAllItems(
    deps.state,
    old.map(({ pk, sk }) => ({ pk, sk })),
    deps.clock,
  );
}

/** Deletes a shard's oldest commits, with their late and quarantined events, once they are executed, old and not needed. */
async function trimChain(
  deps: FinalizeDeps,
  shardId: string,
  applied: SequenceNumber,
  isNeeded: (commit: Commit) => boolean,
): Promise<void> {
  const commits = (await deps.state.query(commitPk(shardId), { limit: STEP_ITEMS })).map(commitFromItem);
  const oldestMs = deps.clock.now() - COMMITS_KEPT_MS;
  const kept = commits.findIndex(
    commit => commit.to >= applied || commit.committedAtMs >= oldestMs || isNeeded(commit),
  );
  const old = kept === -1 ? commits.slice(0, -1) : commits.slice(0, kept);
  const last = old.at(-1);
  if (!last) return;
  const sides = await deps.state.query(sidePk(shardId), { to: last.to });
  const keys = [...sides, ...old.map(commit => ({ pk: commitPk(shardId), sk: commit.from }))];
  await deleteAllItems(
    deps.state,
    keys.map(({ pk, sk }) => ({ pk, sk })),
    deps.clock,
  );
}
