import { baseOf, type CascadeQuery, depthOf, type SeriesQuery, type Query } from '../definition/pipeline';
import type { Epoch } from '../store/epoch-log';
import type { BlockUpdate } from '../results/result-row';
import { ResultTable } from '../results/result-table';
import { parseTimeKey, timeKey } from '../store/keys';
import { CascadeWindows } from './cascade-windows';
import type { EpochWork } from './epoch-work';
import { gridWindows } from './grid-windows';
import type { FinalizeDeps } from './request';
import { SeriesBlocks } from './series-blocks';
import { sessionWindows } from './session-windows';

/**
 * A step ends with the block that takes it past so many rows, or with so many blocks that have any, twenty whole batches: what is
 * held in memory at once.
 */
const ROWS_PER_STEP = 4_000;
const BLOCKS_PER_STEP = 500;
/** Or with so many blocks in all, so that it is saved how far the work has come. */
const FOUND_PER_STEP = 1_000;
/** Blocks computed at once: most of that time is spent waiting for their panes. */
const AHEAD_MAX = 16;
/** Sorts after every query's id: once for each query over another that one stands on, itself included. */
const AFTER_QUERIES = '~';

/** A block that is due in an epoch, with what was computed for it. */
export interface DueBlock {
  readonly query: Query;
  /** Query id and block start: the order of work, and how the cursor marks what is done. */
  readonly position: string;
  readonly update: BlockUpdate;
}

/** Blocks of one query that are written together; none where all before a position needs nothing. */
export interface Step {
  /** What is done once they are written. */
  readonly done: string;
  readonly blocks: readonly DueBlock[];
}

/**
 * All that is due in an epoch after a position, in steps of one query each: those over events first, then those over their
 * results, and so on. Each step must be written before the next is asked for.
 */
export async function* dueSteps(
  deps: FinalizeDeps,
  works: readonly EpochWork[],
  { previous, epoch }: Epochs,
  after: string,
): AsyncGenerator<Step> {
  const startsById: Starts = new Map();
  for (const work of works) {
    const { query } = work;
    const kind = query.window.kind === 'session' ? sessionWindows : gridWindows;
    const afterMs = doneUntil(query.id, after);
    for await (const { starts, untilMs, compute } of kind(work, afterMs)) {
      startsById.set(query.id, starts);
      yield* inSteps(blocksAt(query, query.id, starts, afterMs, compute));
      if (untilMs < Infinity) yield { done: positionOf(query.id, untilMs - 1), blocks: [] };
    }
  }
  for (const [place, query] of overResults(deps.pipeline)) {
    const blocks =
      'series' in query
        ? seriesBlocks(deps, query, place, epoch, startsById, after)
        : cascadeBlocks(deps, query, place, { previous, epoch }, startsById, after);
    yield* inSteps(blocks);
  }
}

interface Epochs {
  readonly previous: Epoch;
  readonly epoch: Epoch;
}

/** Starts of the blocks that an epoch brings up to date, by query. */
type Starts = Map<string, readonly number[]>;

/** Queries over results in the order of their places, in which each comes after the one that it reads. */
function overResults(pipeline: FinalizeDeps['pipeline']): (readonly [place: string, SeriesQuery | CascadeQuery])[] {
  return pipeline.queries
    .filter(query => query.over !== undefined)
    .map(query => [AFTER_QUERIES.repeat(depthOf(query, pipeline)) + query.id, query] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `place`: a query's, among all. */
const positionOf = (place: string, startMs: number): string => `${place}#${timeKey(startMs)}`;

/** The start of the query's last block that a position has done, ms: -Infinity for none, Infinity for all. */
function doneUntil(place: string, after: string): number {
  const prefix = `${place}#`;
  if (after.startsWith(prefix)) return parseTimeKey(after.slice(prefix.length));
  return after > prefix ? Infinity : -Infinity;
}

function blocksAt(
  query: Query,
  place: string,
  starts: readonly number[],
  afterMs: number,
  compute: (startMs: number) => Promise<BlockUpdate>,
): AsyncGenerator<DueBlock> {
  const left = starts.filter(startMs => startMs > afterMs);
  return computeAhead(left, async startMs => ({
    query,
    position: positionOf(place, startMs),
    update: await compute(startMs),
  }));
}

async function* cascadeBlocks(
  deps: FinalizeDeps,
  query: CascadeQuery,
  place: string,
  { previous, epoch }: Epochs,
  startsById: Starts,
  after: string,
): AsyncGenerator<DueBlock> {
  const windows = new CascadeWindows(deps, query, baseOf(deps.pipeline, query), epoch);
  const starts = await windows.due(previous);
  startsById.set(query.id, starts);
  yield* blocksAt(query, place, starts, doneUntil(place, after), startMs => windows.at(startMs));
}

async function* seriesBlocks(
  deps: FinalizeDeps,
  query: SeriesQuery,
  place: string,
  epoch: Epoch,
  startsById: Starts,
  after: string,
): AsyncGenerator<DueBlock> {
  const base = baseOf(deps.pipeline, query);
  const blocks = new SeriesBlocks(new ResultTable(deps.results), query, base, epoch.number);
  const dueMs = startsById.get(base.id) ?? [];
  const afterMs = doneUntil(place, after);
  const starts: number[] = [];
  startsById.set(query.id, starts);
  // What is done is looked at again only where a series over this one asks for all that has changed.
  const isRead = deps.pipeline.queries.some(other => 'series' in other && other.over === query.name);
  const blockOf = (update: BlockUpdate): DueBlock => ({
    query,
    position: positionOf(place, update.blockStartMs),
    update,
  });
  for await (const { updates, untilMs } of blocks.updates(dueMs, isRead ? -Infinity : afterMs)) {
    for (const update of updates) {
      starts.push(update.blockStartMs);
      if (update.blockStartMs > afterMs) yield blockOf(update);
    }
    // So that it is saved how far it has come where it finds nothing.
    const lastMs = untilMs - 1;
    if (lastMs > afterMs) yield blockOf({ blockStartMs: lastMs, computed: [], absent: [] });
  }
}

const rowsIn = ({ update }: DueBlock): number => update.computed.length + update.absent.length;

async function* inSteps(blocks: AsyncIterable<DueBlock>): AsyncGenerator<Step> {
  let step: { done: string; blocks: DueBlock[] } = { done: '', blocks: [] };
  let rows = 0;
  let found = 0;
  for await (const block of blocks) {
    step.done = block.position;
    found++;
    rows += rowsIn(block);
    if (rowsIn(block) > 0) step.blocks.push(block);
    if (rows < ROWS_PER_STEP && step.blocks.length < BLOCKS_PER_STEP && found < FOUND_PER_STEP) continue;
    yield step;
    step = { done: '', blocks: [] };
    rows = found = 0;
  }
  if (step.done !== '') yield step;
}

/**
 * Computes blocks in order, some at once: twice as many as before while they are small, and no more than make a step at the
 * size of the last one. Those under way end before this does.
 */
async function* computeAhead(
  startsMs: readonly number[],
  compute: (startMs: number) => Promise<DueBlock>,
): AsyncGenerator<DueBlock> {
  const underWay: Promise<DueBlock>[] = [];
  let next = 0;
  let limit = 1;
  try {
    while (next < startsMs.length || underWay.length > 0) {
      while (next < startsMs.length && underWay.length < limit) {
        const block = compute(startsMs[next++]!);
        block.catch(() => undefined); // it is thrown where the block's turn comes
        underWay.push(block);
      }
      const block = await underWay.shift()!;
      limit = Math.max(1, Math.min(AHEAD_MAX, 2 * limit, Math.floor(ROWS_PER_STEP / (1 + rowsIn(block)))));
      yield block;
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}
