import { baseOf, type SeriesQuery, type Query } from '../definition/pipeline';
import type { Epoch } from '../store/epoch-log';
import type { BlockUpdate } from '../results/result-row';
import { ResultTable } from '../results/result-table';
import { parseTimeKey, timeKey } from '../store/keys';
import type { EpochWork } from './epoch-work';
import { gridWindows } from './grid-windows';
import type { FinalizeDeps } from './request';
import { SeriesBlocks } from './series-blocks';
import { sessionWindows } from './session-windows';

/**
 * A step ends with the block that takes it past so many rows, or with so many blocks that have any, five whole batches: what is
 * held in memory at once.
 */
const ROWS_PER_STEP = 4_000;
const BLOCKS_PER_STEP = 125;
/** Or with so many blocks in all, so that it is saved how far the work has come. */
const FOUND_PER_STEP = 1_000;
/** Blocks computed at once: most of that time is spent waiting for their panes. */
const AHEAD_MAX = 16;
/** Sorts after every query's id. */
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
 * results. Each step must be written before the next is asked for.
 */
export async function* dueSteps(
  deps: FinalizeDeps,
  works: readonly EpochWork[],
  epoch: Epoch,
  after: string,
): AsyncGenerator<Step> {
  const startsById = new Map<string, readonly number[]>();
  for (const work of works) {
    const { query } = work;
    const kind = query.window.kind === 'session' ? sessionWindows : gridWindows;
    const afterMs = doneUntil(query.id, after);
    for await (const { starts, untilMs, compute } of kind(work, afterMs)) {
      startsById.set(query.id, starts);
      const left = starts.filter(startMs => startMs > afterMs);
      const blocks = computeAhead(left, async (startMs): Promise<DueBlock> => {
        const update = await compute(startMs);
        return { query, position: positionOf(query.id, startMs), update };
      });
      yield* inSteps(blocks);
      if (untilMs < Infinity) yield { done: positionOf(query.id, untilMs - 1), blocks: [] };
    }
  }
  for (const query of deps.pipeline.queries)
    if (query.over !== undefined) yield* inSteps(seriesBlocks(deps, query, epoch, startsById, after));
}

const positionOf = (queryId: string, startMs: number): string => `${queryId}#${timeKey(startMs)}`;

/** The start of the query's last block that a position has done, ms: -Infinity for none, Infinity for all. */
function doneUntil(queryId: string, after: string): number {
  const prefix = `${queryId}#`;
  if (after.startsWith(prefix)) return parseTimeKey(after.slice(prefix.length));
  return after > prefix ? Infinity : -Infinity;
}

async function* seriesBlocks(
  deps: FinalizeDeps,
  query: SeriesQuery,
  epoch: Epoch,
  startsById: ReadonlyMap<string, readonly number[]>,
  after: string,
): AsyncGenerator<DueBlock> {
  const base = baseOf(deps.pipeline, query);
  const blocks = new SeriesBlocks(new ResultTable(deps.results), query, base, epoch.number);
  for await (const updates of blocks.updates(startsById.get(base.id) ?? [])) {
    for (const update of updates) {
      const position = `${AFTER_QUERIES}${query.id}#${timeKey(update.blockStartMs)}`;
      if (position > after) yield { query, position, update };
    }
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
