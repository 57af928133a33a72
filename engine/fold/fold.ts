import type { EventPosition } from '../accumulators/accumulator';
import { eventQueries, type EventQuery, type EventValues, keyColumnsOf, type Pipeline } from '../definition/pipeline';
import { ByteWriter } from '../encoding/byte-writer';
import { closesAt, paneStart, type Panes, panesOf } from '../windows/panes';
import { CellsOf, type Cells } from './cells';
import { compareRows, type QueryRows, type Row } from '../store/rows';

/** Fixed cost assumed for a row in memory and in the state, bytes. */
export const ROW_BYTES = 48;

/** What became of an event in a query: its `where` may not hold. */
export type Outcome = 'accepted' | 'filtered' | 'late';

/** The events of one shard since its last commit, folded into panes. */
export class Fold {
  private readonly queries: readonly QueryFold[];

  /** Events of panes that closed at or before `lateBeforeMs` are late (rule A6). */
  constructor(pipeline: Pipeline, lateBeforeMs: number) {
    this.queries = eventQueries(pipeline).map(query => new QueryFold(query, lateBeforeMs));
  }

  /** Adds an event to one query's pane, where it is accepted. */
  add(queryIndex: number, event: EventValues, position: EventPosition): Outcome {
    return this.queries[queryIndex]!.add(event, position);
  }

  /** Rough size of the fold once encoded, bytes; it only grows. */
  get sizeBytes(): number {
    return this.queries.reduce((sum, query) => sum + query.sizeBytes, 0);
  }

  get rowCount(): number {
    return this.queries.reduce((sum, query) => sum + query.rowCount, 0);
  }

  /** All rows, sorted, query by query. */
  rows(): QueryRows[] {
    return this.queries.map(query => query.toRows());
  }

  /** Takes rows back from an encoded state of the same generation. */
  load(stored: readonly QueryRows[]): void {
    for (const { queryId, rows } of stored) this.queries.find(query => query.id === queryId)?.load(rows);
  }
}

class QueryFold {
  readonly id: string;
  sizeBytes = 0;
  rowCount = 0;
  private readonly panes: Panes;
  private readonly cellsOf: CellsOf;
  private readonly where: string | undefined;
  private readonly keys: readonly string[];
  private readonly byPane = new Map<number, Map<string, Cells>>();

  constructor(
    query: EventQuery,
    private readonly lateBeforeMs: number,
  ) {
    this.id = query.id;
    this.panes = panesOf(query.window);
    this.cellsOf = new CellsOf(query);
    this.where = query.where;
    this.keys = keyColumnsOf(query);
  }

  add(event: EventValues, position: EventPosition): Outcome {
    if (this.where !== undefined && event[this.where] !== true) return 'filtered';
    const pane = paneStart(this.panes, position.eventTimeMs);
    if (closesAt(this.panes, pane) <= this.lateBeforeMs) return 'late';
    const key = JSON.stringify(this.keys.map(field => event[field] ?? null));
    this.cellsOf.add(this.cells(pane, key), event, position);
    return 'accepted';
  }

  toRows(): QueryRows {
    const rows: Row[] = [];
    for (const [paneStartMs, byKey] of this.byPane) {
      for (const [key, cells] of byKey) {
        const out = new ByteWriter(64);
        this.cellsOf.encode(cells, out);
        rows.push({ paneStartMs, key, bytes: out.finish(), start: 0, end: out.size });
      }
    }
    return { queryId: this.id, panes: this.panes, rows: rows.sort(compareRows) };
  }

  load(rows: readonly Row[]): void {
    for (const row of rows) {
      this.paneRows(row.paneStartMs).set(row.key, this.cellsOf.decode(row));
      this.count(row.key);
      this.sizeBytes += row.end - row.start;
    }
  }

  private cells(pane: number, key: string): Cells {
    const byKey = this.paneRows(pane);
    let cells = byKey.get(key);
    if (cells === undefined) {
      cells = this.cellsOf.create();
      byKey.set(key, cells);
      this.count(key);
    }
    return cells;
  }

  private paneRows(pane: number): Map<string, Cells> {
    let byKey = this.byPane.get(pane);
    if (byKey === undefined) {
      byKey = new Map();
      this.byPane.set(pane, byKey);
    }
    return byKey;
  }

  private count(key: string): void {
    this.rowCount++;
    this.sizeBytes += ROW_BYTES + key.length;
  }
}
