import type { CascadeQuery, Query } from '../definition/pipeline';
import { keyColumnsOf } from '../definition/pipeline';
import { type Cells, CellsOf } from '../fold/cells';
import { QueryResults } from '../results/query-results';
import { readBlocks } from '../results/read-blocks';
import { ResultEvents } from '../results/result-events';
import type { BlockUpdate, ResultRow } from '../results/result-row';
import { Superseded } from '../results/result-table';
import type { Epoch } from '../store/epoch-log';
import { endOfWindow, startOfWindow } from '../windows/grid';
import { panesOf } from '../windows/panes';
import { isClosed } from './epoch-work';
import { dueStarts } from './grid-windows';
import { PaneIndex } from './pane-index';
import type { FinalizeDeps } from './request';
import { eventTimeOf, ResultPlaces } from './result-places';

/**
 * Windows over another query's closed results. What is in one is a pure function of the results that stand when it is computed: once
 * it closes, and again in each epoch that changes one of them. So neither a crash nor an order of work shows.
 */
export class CascadeWindows {
  private readonly events: ResultEvents;
  private readonly cellsOf: CellsOf;
  private readonly results: QueryResults;
  private readonly places: ResultPlaces;

  constructor(
    private readonly deps: Pick<FinalizeDeps, 'state' | 'results' | 'clock'>,
    private readonly query: CascadeQuery,
    private readonly base: Query,
    private readonly epoch: Epoch,
  ) {
    this.events = new ResultEvents(base, query);
    this.cellsOf = new CellsOf(query);
    this.results = new QueryResults(query);
    this.places = new ResultPlaces(deps, query, base, epoch);
  }

  /** Those that the watermark has passed since the epoch before, and closed ones that this epoch's results change. */
  async due(previous: Epoch): Promise<number[]> {
    const { deps, query, epoch } = this;
    const { window, id } = query;
    const panes = panesOf(window);
    const touched = await this.places.changed();
    const index = new PaneIndex(deps, { id, panes });
    return dueStarts({ window, panes, previous, epoch, touched, index, endAfterMs: -Infinity, isUpdated: false });
  }

  async at(blockStartMs: number): Promise<BlockUpdate> {
    const { window } = this.query;
    const [startMs, endMs] = [startOfWindow(window, blockStartMs), endOfWindow(window, blockStartMs)];
    const final = isClosed(this.epoch, endMs);
    const merged = await this.fold(startMs, endMs);
    const aggregated = [...merged].map(([key, cells]) => ({
      key,
      startMs,
      endMs,
      final,
      aggregates: this.cellsOf.results(cells),
    }));
    const { computed, absent } = this.results.of(aggregated);
    const gone = (await this.standing(blockStartMs))
      .filter(({ key }) => !merged.has(key))
      .map(({ key }) => ({ key, final }));
    return { blockStartMs, computed, absent: [...absent, ...gone] };
  }

  /** Results that end in a closed window are closed themselves. */
  private async fold(startMs: number, endMs: number): Promise<Map<string, Cells>> {
    const { query, cellsOf } = this;
    const merged = new Map<string, Cells>();
    const fromMs = await this.places.firstBlockMs(startMs, endMs);
    if (fromMs === Infinity) return merged;
    const keys = keyColumnsOf(query);
    for await (const row of this.rows(this.base, fromMs, endMs)) {
      const eventTimeMs = eventTimeOf(row);
      if (row.retracted || eventTimeMs < startMs || eventTimeMs >= endMs) continue;
      const event = this.events.valuesOf(row);
      if (query.where !== undefined && event[query.where] !== true) continue;
      const key = JSON.stringify(keys.map(column => event[column] ?? null));
      let cells = merged.get(key);
      if (!cells) merged.set(key, (cells = cellsOf.create()));
      // Results that end together are in order of their keys.
      cellsOf.add(cells, event, { eventTimeMs, sequenceNumber: row.key, index: 0 });
    }
    return merged;
  }

  /** Results of the window that stand, or that this epoch has taken back: they may still have to be emitted. */
  private async standing(startMs: number): Promise<ResultRow[]> {
    const rows: ResultRow[] = [];
    for await (const row of this.rows(this.query, startMs, startMs + 1))
      if (!row.retracted || row.epoch === this.epoch.number) rows.push(row);
    return rows;
  }

  /** Rows of a later epoch would show this one what it must not know. */
  private async *rows(query: Query, fromMs: number, toMs: number): AsyncGenerator<ResultRow> {
    for await (const blocks of readBlocks(this.deps.results, query, { fromMs, toMs })) {
      for (const { rows } of blocks) {
        for (const row of rows) {
          if (row.epoch > this.epoch.number) throw new Superseded();
          yield row;
        }
      }
    }
  }
}
