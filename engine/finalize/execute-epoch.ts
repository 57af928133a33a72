import { readCommits } from '../store/chain';
import { touchedPanes } from '../store/touched-panes';
import { type Cursor, type Epoch, moveCursor, readCursor, readEpoch } from '../store/epoch-log';
import type { Table } from '../ports';
import { BEGIN } from '../sequence-number';
import { inParallel } from '../store/in-parallel';
import { dueSteps } from './due-blocks';
import { type EpochWork, panesOfCommits, type TouchingCommit } from './epoch-work';
import { isClosedForGood, markLateRows, readLateRows } from './late-at-close';
import { PaneIndex } from './pane-index';
import { PaneReader } from './pane-reader';
import { isContested } from './plan-turn';
import type { FinalizeDeps, FinalizeRequest } from './request';
import { ResultChanges } from './result-changes';
import { deliverSides } from './side-output';
import { readQueries, type StoredQuery } from './stored-query';
import { deliverUnreadable } from './unreadable-rows';
import { VisibleCommits } from './visible-commits';
import { writeBlocks } from './write-blocks';

const PARALLEL_SHARDS = 16;
/** An execution that takes longer than this saves the cursor as often, after a step, ms: no more than that is done again. */
const SAVE_EVERY_MS = 1_000;

/**
 * Executes the epoch after the cursor (rules F1-F5): merges its commits, brings the due blocks up to date, emits, and
 * only then moves the cursor, as far as it came by the deadline. All of it can be repeated, by several at once, with the
 * same content.
 *
 * @returns the results emitted.
 * @throws Superseded when another executor is further.
 */
export async function executeEpoch(deps: FinalizeDeps, request: FinalizeRequest, cursor: Cursor): Promise<number> {
  const previous = await readEpoch(deps.state, cursor.epoch);
  const epoch = await readEpoch(deps.state, cursor.epoch + 1);
  const commits = await newCommits(deps, previous, epoch);
  const { queries, unreadable } = await readQueries(deps.state, deps.pipeline);
  await markLateRows(deps, queries, commits, previous.closedForGoodMs);
  const visible = new VisibleCommits(deps.state, epoch, previous);
  const works: EpochWork[] = [];
  for (const query of queries) works.push(await workOf(deps, query, previous, epoch, commits, visible));

  const changes = new ResultChanges(deps, epoch);
  let at = cursor;
  let savedAtMs = deps.clock.now();
  let emitted = 0;
  for await (const { done, blocks } of dueSteps(deps, works, { previous, epoch }, cursor.done)) {
    const isLeft = done > at.done; // or another executor has written it
    if (isLeft) emitted += await writeBlocks(deps, epoch, blocks, changes, isContested(cursor, deps.clock.now()));
    const nowMs = deps.clock.now();
    const isOver = nowMs >= request.deadlineMs;
    if (!isOver && nowMs - savedAtMs < SAVE_EVERY_MS) continue;
    if (isLeft) at = await advance(deps.state, at, { epoch: cursor.epoch, done });
    if (at.epoch !== cursor.epoch || isOver) return emitted;
    savedAtMs = nowMs;
  }
  await deliverUnreadable(deps, unreadable, { previous, epoch, commits }, visible);
  await deliverSides(deps, epoch, commits, readLateRows(deps.state, queries, commits, previous.closedForGoodMs));
  await advance(deps.state, at, { epoch: epoch.number, done: '' });
  return emitted;
}

/**
 * Moves the cursor to `to`, and resolves to where it stands then: there, or further where another executor has moved it. One
 * that has moved it less far in the same epoch wrote no other content.
 */
async function advance(state: Table, at: Cursor, to: Pick<Cursor, 'epoch' | 'done'>): Promise<Cursor> {
  const next = { ...at, ...to };
  if (await moveCursor(state, at, next)) return next;
  const moved = await readCursor(state);
  const isFurther = moved.epoch !== at.epoch || (to.epoch === at.epoch && moved.done >= to.done);
  return isFurther ? moved : advance(state, moved, to);
}

/** The commits in (previous, epoch], shard by shard (rule F1); so many as an epoch may hold (rule W6). */
async function newCommits(deps: FinalizeDeps, previous: Epoch, epoch: Epoch): Promise<TouchingCommit[]> {
  const shards = Object.entries(epoch.shards).sort(([a], [b]) => (a < b ? -1 : 1));
  const ranges = await inParallel(shards, PARALLEL_SHARDS, ([shardId, { applied }]) =>
    readCommits(deps.state, shardId, previous.shards[shardId]?.applied ?? BEGIN, applied),
  );
  return inParallel(ranges.flat(), PARALLEL_SHARDS, async commit => ({
    ...commit,
    panes: await touchedPanes(deps.state, commit),
  }));
}

async function workOf(
  deps: FinalizeDeps,
  query: StoredQuery,
  previous: Epoch,
  epoch: Epoch,
  commits: readonly TouchingCommit[],
  visible: VisibleCommits,
): Promise<EpochWork> {
  const index = new PaneIndex(deps, query);
  const all = panesOfCommits(query, commits);
  await index.add(all);
  const touched = all.filter(pane => !isClosedForGood(query, pane, previous.closedForGoodMs));
  const panes = new PaneReader(deps.state, query, visible, epoch.number);
  return { query, previous, epoch, touched, index, panes, state: deps.state, clock: deps.clock };
}
