import type { Query, SeriesQuery } from '../definition/pipeline';
import type { Absent, BlockUpdate, Computed, ResultRow } from '../results/result-row';
import type { Block } from '../results/read-blocks';
import { Superseded, type ResultTable } from '../results/result-table';
import { foundAt, type Point } from '../series/series';
import { SeriesColumns } from './series-columns';
import { stepMsMax, stepOf } from '../windows/grid';

/** Windows read and computed together. */
const CHUNK_WINDOWS = 32;

/** One key's latest windows for each function, and the last step that a change found so far can reach. */
interface Series {
  readonly points: readonly Point[][];
  dirtyUntil: number;
}

/**
 * The blocks of a query over another's closed windows that an epoch's changes reach, in order of start: those windows that
 * look back on a changed one, and of functions that go on from what they found before all later ones until that no longer
 * differs. A repetition finds the same: rows that the epoch has written already count as changed.
 */
export class SeriesBlocks {
  private readonly stepMs: number;
  private readonly columns: SeriesColumns;
  /** The longest that a function looks back, windows. */
  private readonly span: number;
  private series = new Map<string, Series>();

  constructor(
    private readonly table: ResultTable,
    private readonly query: SeriesQuery,
    private readonly base: Query,
    private readonly epoch: number,
  ) {
    this.stepMs = stepMsMax(query.window);
    this.columns = new SeriesColumns(query, base);
    this.span = Math.max(...this.columns.spans);
  }

  /**
   * `dueMs`: starts of the other query's blocks that the epoch brought up to date, in order. Those of its own that start at `afterMs` or
   * before are done: what they have changed is read from the rows that the epoch has written. Each time with it until when all is done.
   */
  async *updates(
    dueMs: readonly number[],
    afterMs: number,
  ): AsyncGenerator<{ readonly updates: readonly BlockUpdate[]; readonly untilMs: number }> {
    const lastMs = await this.table.latestStartMs(this.base);
    if (lastMs === null) return;
    let from = Math.max(dueMs[0] ?? Infinity, afterMs + 1);
    for (let isAfresh = true, next = 0; from <= lastMs;) {
      const to = from + CHUNK_WINDOWS * this.stepMs;
      yield { updates: await this.chunk(from, to, isAfresh), untilMs: to };
      while (next < dueMs.length && dueMs[next]! < to) next++;
      const nextDue = dueMs[next] ?? Infinity;
      isAfresh = !this.reaches(to) && nextDue > to;
      from = isAfresh ? nextDue : to;
    }
  }

  private reaches(startMs: number): boolean {
    return [...this.series.values()].some(({ dirtyUntil }) => dirtyUntil >= this.stepOf(startMs));
  }

  private stepOf(startMs: number): number {
    return stepOf(this.query.window, startMs);
  }

  private async chunk(fromMs: number, toMs: number, isAfresh: boolean): Promise<BlockUpdate[]> {
    const readFromMs = isAfresh ? fromMs - this.span * this.stepMs : fromMs;
    if (isAfresh) this.series = new Map();
    const stored = new Map(
      (await this.read(this.query, readFromMs, toMs)).map(({ blockStartMs, rows }) => [blockStartMs, byKey(rows)]),
    );
    const updates: BlockUpdate[] = [];
    for (const { blockStartMs, rows } of await this.read(this.base, readFromMs, toMs)) {
      const own = stored.get(blockStartMs);
      const computed: Computed[] = [];
      const absent: Absent[] = [];
      for (const row of rows) {
        if (!row.final) continue;
        const before = own?.get(row.key);
        const found = this.follow(row, before, blockStartMs, blockStartMs < fromMs);
        // What this epoch has taken back may still have to be emitted.
        const isThere = before !== undefined && (!before.retracted || before.epoch === this.epoch);
        if (found === 'none' && isThere) absent.push({ key: row.key, final: true });
        if (typeof found === 'object') computed.push(found);
      }
      if (computed.length + absent.length > 0) updates.push({ blockStartMs, computed, absent });
    }
    return updates;
  }

  /** Rows of a later epoch would show this one what it must not know. */
  private async read(query: Query, fromMs: number, toMs: number): Promise<readonly Block[]> {
    const blocks = await this.table.read(query, fromMs, toMs);
    if (blocks.some(({ rows }) => rows.some(row => row.epoch > this.epoch))) throw new Superseded();
    return blocks;
  }

  /**
   * Takes a window of a key into its series; when a change reaches them its values, or that it has none. One whose result was taken
   * back has no inputs.
   */
  private follow(
    row: ResultRow,
    stored: ResultRow | undefined,
    startMs: number,
    isPast: boolean,
  ): Computed | 'none' | undefined {
    const step = this.stepOf(startMs);
    const series = this.seriesOf(row.key, step);
    const reach = (): void => void (series.dirtyUntil = Math.max(series.dirtyUntil, step + this.span - 1));
    if (row.epoch === this.epoch || stored?.epoch === this.epoch) reach();
    const standing = stored?.retracted ? undefined : stored;
    const points = this.columns.tracks.map((track, i): Point => {
      const point = {
        step,
        startMs,
        bar: this.columns.barOf(track, row),
        state: this.columns.stateOf(track, standing),
      };
      series.points[i]!.push(point);
      return point;
    });
    if (isPast || series.dirtyUntil < step) return undefined;
    const found = this.columns.tracks.map((track, i) => foundAt(track, series.points[i]!));
    if (found.some(({ state }, i) => differs(state, points[i]!.state))) reach();
    points.forEach((point, i) => (point.state = found[i]!.state));
    const computed = this.columns.rowOf(found);
    if (!this.columns.isResult(computed.values)) return 'none';
    return { key: row.key, startMs: row.startMs, endMs: row.endMs, final: true, ...computed };
  }

  private seriesOf(key: string, step: number): Series {
    let series = this.series.get(key);
    if (!series) this.series.set(key, (series = { points: this.columns.spans.map(() => []), dirtyUntil: -Infinity }));
    series.points.forEach((points, i) => {
      while (points.length > 0 && points[0]!.step <= step - this.columns.spans[i]!) points.shift();
    });
    return series;
  }
}

function differs(a: Point['state'], b: Point['state']): boolean {
  return a === null || b === null ? a !== b : a.some((part, i) => part !== b[i]);
}

function byKey(rows: readonly ResultRow[]): Map<string, ResultRow> {
  return new Map(rows.map(row => [row.key, row]));
}
