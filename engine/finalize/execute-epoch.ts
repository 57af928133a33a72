import { readCommits } from '../commit/chain';
import { touchedPanes } from '../commit/touched-panes';
import { type Cursor, type Epoch, moveCursor, readEpoch } from '../epoch/epoch-log';
import type { ResultQuery } from '../definition/pipeline';
import type { OutputRecord } from '../ports';
import { recordTexts } from '../results/record-text';
import type { BlockUpdate } from '../results/result-row';
import { ResultTable } from '../results/result-table';
import { BEGIN } from '../sequence-number';
import { inParallel } from '../store/in-parallel';
import { timeKey } from '../store/keys';
import { putAllRecords } from '../store/write-all';
import { type EpochWork, panesOfCommits, type TouchingCommit } from './epoch-work';
import { gridWindows } from './grid-windows';
import { closeOutLateRows, isClosedForGood } from './late-at-close';
import { MovingAverageBlocks } from './moving-average-blocks';
import { PaneIndex } from './pane-index';
import { PaneReader } from './pane-reader';
import type { FinalizeDeps, FinalizeRequest } from './request';
import { sessionWindows } from './session-windows';
import { deliverForeign, deliverSides } from './side-output';
import { readQueries, type StoredQuery } from './stored-query';
import { deliverUnreadable } from './unreadable-rows';
import { VisibleCommits } from './visible-commits';

/** Blocks written together, and between two looks at the deadline. */
const BLOCKS_PER_STEP = 128;
const PARALLEL_BLOCKS = 16;
/** Sorts after every query's id. */
const AFTER_QUERIES = '~';
/** Size of a record on the aggregates stream, bytes: one PUT unit. */
const RECORD_BYTES = 24 * 1024;

export type Execution = { readonly outcome: 'done' | 'unfinished' | 'moved'; readonly emitted: number };

/**
 * Executes the epoch after the cursor (rules F1-F5): merges its commits, brings the due blocks up to date, emits, and
 * only then moves the cursor. All of it can be repeated, by several at once, with the same content.
 *
 * @throws Superseded when another executor is further.
 */
export async function executeEpoch(deps: FinalizeDeps, request: FinalizeRequest, cursor: Cursor): Promise<Execution> {
  const previous = await readEpoch(deps.state, cursor.epoch);
  const epoch = await readEpoch(deps.state, cursor.epoch + 1);
  const commits = await newCommits(deps, previous, epoch);
  const { queries, unreadable } = await readQueries(deps.state, deps.pipeline);
  const lateRows = await closeOutLateRows(deps, queries, commits, previous.closedForGoodMs);
  const visible = new VisibleCommits(deps.state, epoch, previous);
  const works: EpochWork[] = [];
  for (const query of queries) works.push(await workOf(deps, query, previous, epoch, commits, visible));

  let at = cursor;
  let emitted = 0;
  for await (const step of dueBlocks(deps, works, epoch)) {
    const blocks = step.filter(({ position }) => position > cursor.done);
    if (blocks.length === 0) continue;
    emitted += await writeBlocks(deps, epoch, blocks);
    const done = { epoch: cursor.epoch, done: blocks.at(-1)!.position };
    if (deps.clock.now() < request.deadlineMs) continue;
    return { outcome: (await moveCursor(deps.state, at, done)) ? 'unfinished' : 'moved', emitted };
  }
  await deliverUnreadable(deps, unreadable, { previous, epoch, commits }, visible);
  await deliverSides(deps, epoch, commits, lateRows);
  at = cursor;
  const moved = await moveCursor(deps.state, at, { epoch: epoch.number, done: '' });
  return { outcome: moved ? 'done' : 'moved', emitted };
}

/** The commits in (previous, epoch], shard by shard (rule F1). */
async function newCommits(deps: FinalizeDeps, previous: Epoch, epoch: Epoch): Promise<TouchingCommit[]> {
  const shards = Object.entries(epoch.shards).sort(([a], [b]) => (a < b ? -1 : 1));
  const ranges = await inParallel(shards, PARALLEL_BLOCKS, ([shardId, { applied }]) =>
    readCommits(deps.state, shardId, previous.shards[shardId]?.applied ?? BEGIN, applied),
  );
  return inParallel(ranges.flat(), PARALLEL_BLOCKS, async commit => ({
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

interface DueBlock {
  readonly query: ResultQuery;
  readonly blockStartMs: number;
  /** Query id and block start: the order of work, and how the cursor marks what is done. */
  readonly position: string;
  compute(): Promise<BlockUpdate>;
}

/** All that is due, in steps: the queries first, then what averages their windows. */
async function* dueBlocks(deps: FinalizeDeps, works: readonly EpochWork[], epoch: Epoch): AsyncGenerator<DueBlock[]> {
  const startsById = new Map<string, readonly number[]>();
  for (const work of works) {
    const { query } = work;
    const kind = query.window.kind === 'grid' ? gridWindows : sessionWindows;
    const { starts, compute } = await kind(work);
    startsById.set(query.id, starts);
    for (let i = 0; i < starts.length; i += BLOCKS_PER_STEP)
      yield starts.slice(i, i + BLOCKS_PER_STEP).map(blockStartMs => ({
        query,
        blockStartMs,
        position: `${query.id}#${timeKey(blockStartMs)}`,
        compute: () => compute(blockStartMs),
      }));
  }
  for (const query of deps.pipeline.movingAverages) {
    const base = deps.pipeline.queries.find(({ name }) => name === query.over)!;
    const blocks = new MovingAverageBlocks(new ResultTable(deps.results), query, base, epoch.number);
    for await (const updates of blocks.updates(startsById.get(base.id) ?? []))
      yield updates.map(update => ({
        query,
        blockStartMs: update.blockStartMs,
        position: `${AFTER_QUERIES}${query.id}#${timeKey(update.blockStartMs)}`,
        compute: () => Promise.resolve(update),
      }));
  }
}

/** Rows first, then the stream, acknowledged (rule F4); the number of results emitted. */
async function writeBlocks(deps: FinalizeDeps, epoch: Epoch, blocks: readonly DueBlock[]): Promise<number> {
  const table = new ResultTable(deps.results);
  const written = await inParallel(blocks, PARALLEL_BLOCKS, async ({ query, blockStartMs, position, compute }) => {
    const update = await compute();
    if (update.computed.length === 0 && update.absentKeys.length === 0) return [];
    const rows = await table.write(query, update, epoch);
    if (rows === 'foreign') {
      await deliverForeign(deps, epoch, position, query, update);
      return [];
    }
    const textOf = recordTexts(deps.pipeline, query, blockStartMs);
    return rows.map(row => textOf(row) + '\n');
  });
  const lines = written.flat();
  await putAllRecords(deps.aggregates, packLines(lines, blocks[0]!.position), deps.clock);
  return lines.length;
}

/** Packs lines into records of about one PUT unit; nothing is promised of the order across records. */
function packLines(lines: readonly string[], partitionKey: string): OutputRecord[] {
  const records: OutputRecord[] = [];
  let pending: string[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (pending.length > 0)
      records.push({
        partitionKey: `${partitionKey}/${records.length}`.slice(0, 256),
        data: Buffer.from(pending.join('')),
      });
    pending = [];
    bytes = 0;
  };
  for (const line of lines) {
    if (bytes + line.length > RECORD_BYTES) flush();
    pending.push(line);
    bytes += line.length;
  }
  flush();
  return records;
}
