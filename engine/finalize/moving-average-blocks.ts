import type { MovingAverageQuery, Query } from '../definition/pipeline';
import { averageAt, type Point, spanOf } from '../moving-average/series';
import type { BlockUpdate, Computed, ResultRow } from '../results/result-row';
import { Superseded, type ResultTable } from '../results/result-table';

/** Windows read and computed together. */
const CHUNK_WINDOWS = 32;

/** What is known of one key in one window. */
interface Entry {
  readonly step: number;
  /** By name of the averaged query's value. */
  readonly inputs: Readonly<Record<string, number | null>>;
  /** In the order of the select. */
  averages: readonly (number | null)[];
}

/** One key's latest windows, and the last step that a change found so far can reach. */
interface Series {
  readonly entries: Entry[];
  dirtyUntil: number;
}

/**
 * The blocks of a query over another's closed windows that an epoch's changes reach, in order of start: those windows that
 * look back on a changed one, and for an exponential average all later ones until its value no longer differs. A repetition
 * finds the same: rows that the epoch has written already count as changed.
 */
export class MovingAverageBlocks {
  private readonly slideMs: number;
  /** Windows that the longest average looks back over, the latest included. */
  private readonly span: number;
  private series = new Map<string, Series>();

  constructor(
    private readonly table: ResultTable,
    private readonly query: MovingAverageQuery,
    private readonly base: Query,
    private readonly epoch: number,
  ) {
    this.slideMs = query.window.slideMs;
    this.span = Math.max(...Object.values(query.averages).map(({ n }) => spanOf(n)));
  }

  /** `dueMs`: starts of the averaged query's blocks that the epoch brought up to date, in order. */
  async *updates(dueMs: readonly number[]): AsyncGenerator<BlockUpdate[]> {
    const lastMs = await this.table.latestStartMs(this.base);
    if (lastMs === null) return;
    let from = dueMs[0] ?? Infinity;
    for (let isAfresh = true; from <= lastMs;) {
      const to = from + CHUNK_WINDOWS * this.slideMs;
      yield await this.chunk(from, to, isAfresh);
      const nextDue = dueMs.find(start => start >= to) ?? Infinity;
      isAfresh = !this.reaches(to) && nextDue > to;
      from = isAfresh ? nextDue : to;
    }
  }

  private reaches(startMs: number): boolean {
    return [...this.series.values()].some(({ dirtyUntil }) => dirtyUntil >= this.stepOf(startMs));
  }

  private stepOf(startMs: number): number {
    return Math.round((startMs - this.query.window.offsetMs) / this.slideMs);
  }

  private async chunk(fromMs: number, toMs: number, isAfresh: boolean): Promise<BlockUpdate[]> {
    const readFromMs = isAfresh ? fromMs - this.span * this.slideMs : fromMs;
    if (isAfresh) this.series = new Map();
    const stored = new Map(
      (await this.read(this.query, readFromMs, toMs)).map(({ blockStartMs, rows }) => [blockStartMs, byKey(rows)]),
    );
    const updates: BlockUpdate[] = [];
    for (const { blockStartMs, rows } of await this.read(this.base, readFromMs, toMs)) {
      const own = stored.get(blockStartMs);
      const computed = rows
        .filter(row => row.final && !row.retracted)
        .flatMap(row => this.follow(row, own?.get(row.key), blockStartMs, blockStartMs < fromMs) ?? []);
      if (computed.length > 0) updates.push({ blockStartMs, computed, absent: [] });
    }
    return updates;
  }

  /** Rows of a later epoch would show this one what it must not know. */
  private async read(query: Query, fromMs: number, toMs: number): ReturnType<ResultTable['read']> {
    const blocks = await this.table.read(query, fromMs, toMs);
    if (blocks.some(({ rows }) => rows.some(row => row.epoch > this.epoch))) throw new Superseded();
    return blocks;
  }

  /** Takes a window of a key into its series; its averages, when a change reaches them. */
  private follow(
    row: ResultRow,
    stored: ResultRow | undefined,
    startMs: number,
    isPast: boolean,
  ): Computed | undefined {
    const step = this.stepOf(startMs);
    const series = this.seriesOf(row.key, step);
    const known = (stored?.values ?? []) as readonly (number | null)[];
    series.entries.push({ step, inputs: this.inputsOf(row), averages: known });
    if (isPast) return undefined;
    if (row.epoch === this.epoch) series.dirtyUntil = Math.max(series.dirtyUntil, step + this.span - 1);
    if (series.dirtyUntil < step) return undefined;
    const averages = this.averagesAt(series.entries, step);
    series.entries.at(-1)!.averages = averages;
    const selected = Object.values(this.query.averages);
    const moved =
      stored?.epoch === this.epoch ||
      selected.some(({ kind }, i) => kind === 'ema' && averages[i] !== (known[i] ?? null));
    if (moved) series.dirtyUntil = Math.max(series.dirtyUntil, step + this.span - 1);
    if (!stored && selected.every(({ kind }, i) => kind === 'value' || averages[i] === null)) return undefined;
    return { key: row.key, startMs: row.startMs, endMs: row.endMs, final: true, values: averages };
  }

  private seriesOf(key: string, step: number): Series {
    let series = this.series.get(key);
    if (!series) this.series.set(key, (series = { entries: [], dirtyUntil: -Infinity }));
    while (series.entries.length > 0 && series.entries[0]!.step <= step - this.span) series.entries.shift();
    return series;
  }

  private inputsOf(row: ResultRow): Entry['inputs'] {
    const names = Object.keys(this.base.values);
    return Object.fromEntries(
      Object.values(this.query.averages).map(({ of }) => [
        of,
        (row.values[names.indexOf(of)] ?? null) as number | null,
      ]),
    );
  }

  private averagesAt(entries: readonly Entry[], step: number): (number | null)[] {
    return Object.values(this.query.averages).map((average, i) => {
      const { of, n } = average;
      const points = entries.map((entry): Point => ({ step: entry.step, value: entry.inputs[of]! }));
      const before = entries.findLast(entry => entry.step < step && entry.inputs[of] !== null);
      const previous = before && before.step > step - spanOf(n) ? (before.averages[i] ?? null) : null;
      return averageAt(average, points, step, previous);
    });
  }
}

function byKey(rows: readonly ResultRow[]): Map<string, ResultRow> {
  return new Map(rows.map(row => [row.key, row]));
}
