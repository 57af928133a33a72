import type { Query } from '../engine/definition/pipeline';
import { lastStartAt } from '../engine/windows/grid';
import type { AlignedWindow } from '../engine/windows/window';
import { type ResultRecord, type ResultRow, toRecord } from '../engine/results/result-row';
import { type Block, BlockReader } from './blocks';
import { describeValues, type Source } from './catalogue';
import type { TopAnswer } from './contract';
import { Refused } from './http';

export interface TopRequest {
  readonly startMs: number | undefined;
  /** Name of a value; the first that is a number without it. */
  readonly by: string | undefined;
  readonly limit: number;
}

/** The keys of one window with the highest values, highest first; those without a value come last. */
export async function readTop(source: Source, query: Query, request: TopRequest): Promise<TopAnswer> {
  const by = valueIndex(query, request.by);
  if (query.window.kind === 'session')
    throw new Refused(400, `query ${query.name} has session windows: each key has its own, so none can be compared`);
  const { startMs } = request;
  if (startMs !== undefined) requireStart(query.window, startMs);
  const reader = new BlockReader(source.results, query);
  const range = startMs === undefined ? { fromMs: -Infinity, toMs: Infinity } : { fromMs: startMs, toMs: startMs + 1 };
  for await (const block of reader.newestFirst(range)) {
    const rows = await highest(reader, block, by, request.limit, startMs === undefined);
    if (rows.length === 0) continue;
    const records = rows.map(row => toRecord(source.pipeline, query, block.startMs, row));
    return answer(records);
  }
  return { window: null, rows: [] };
}

/** Of a time at which no window starts there would be an empty answer for ever. */
function requireStart(window: AlignedWindow, startMs: number): void {
  const beforeMs = lastStartAt(window, startMs);
  if (beforeMs === startMs) return;
  const before = new Date(beforeMs).toISOString();
  throw new Refused(400, `start: no window starts then; the one before starts at ${before}`);
}

function answer(rows: readonly ResultRecord[]): TopAnswer {
  return { window: rows[0]!.window, rows };
}

/** Keeps no more than `limit` rows beside those of one part. */
async function highest(
  reader: BlockReader,
  block: Block,
  by: number,
  limit: number,
  onlyFinal: boolean,
): Promise<ResultRow[]> {
  let best: ResultRow[] = [];
  for (const part of block.parts) {
    const rows = (await reader.rows(block, part)).filter(row => row.final || !onlyFinal);
    best = [...best, ...rows].sort((a, b) => rank(b, by) - rank(a, by)).slice(0, limit);
  }
  return best;
}

/** Finite, so that differences are numbers. */
function rank(row: ResultRow, by: number): number {
  const value = row.values[by];
  return typeof value === 'number' ? value : -Number.MAX_VALUE;
}

function valueIndex(query: Query, by: string | undefined): number {
  const values = describeValues(query);
  const numbers = values.filter(({ type }) => type === 'number').map(({ name }) => name);
  const wanted = by ?? numbers[0];
  if (wanted === undefined) throw new Refused(400, `query ${query.name} has no value that is a number`);
  if (numbers.includes(wanted)) return values.findIndex(({ name }) => name === wanted);
  const expected = numbers.length > 0 ? `one of ${numbers.join(', ')}` : 'a number, and this query has none';
  throw new Refused(400, `by: expected ${expected}: ${JSON.stringify(wanted.slice(0, 100))}`);
}
