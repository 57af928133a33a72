import type { EventPosition } from '../accumulators/accumulator';
import type { Pipeline, Query } from '../definition/pipeline';
import { ByteReader } from '../encoding/byte-reader';
import { ByteWriter } from '../encoding/byte-writer';
import type { EventReader } from '../scan/event-reader';
import type { Slots } from '../scan/slots';
import { closesAt, paneStart, type Panes, panesOf } from '../windows/panes';
import { type Column, columnFor } from './columns';
import { StrictEvent } from './current-event';
import { ROW_BYTES, type QueryRows } from './fold';
import { type KeyIds, keyIdsOf } from './key-ids';
import { RowIndex } from './row-index';
import { compareRows, type Row } from './rows';
import { SpanColumn } from './span-column';

/** The events of one shard since its last commit, folded into panes, in arrays: what Fold does, quickly. */
export class ColumnFold {
  /** The reader's event, for whoever folds it. */
  readonly event: StrictEvent;
  private readonly queries: readonly QueryColumns[];

  constructor(
    pipeline: Pipeline,
    readonly reader: EventReader,
  ) {
    this.queries = pipeline.queries.map(
      (query, i) => new QueryColumns(pipeline, query, reader, keyIdsOf(reader, pipeline, i)),
    );
    this.event = new StrictEvent(this, pipeline);
  }

  /** Adds the reader's event to one query's pane; false when the pane closed at or before `lateBeforeMs` (rule A6). */
  add(queryIndex: number, position: EventPosition, lateBeforeMs: number): boolean {
    return this.queries[queryIndex]!.add(position, lateBeforeMs);
  }

  get sizeBytes(): number {
    let sum = 0;
    for (const query of this.queries) sum += query.sizeBytes;
    return sum;
  }

  get rowCount(): number {
    let sum = 0;
    for (const query of this.queries) sum += query.rowCount;
    return sum;
  }

  rows(): QueryRows[] {
    return this.queries.map(query => query.toRows());
  }

  load(stored: readonly QueryRows[]): void {
    for (const { queryId, rows } of stored) this.queries.find(query => query.id === queryId)?.load(rows);
  }
}

class QueryColumns {
  readonly id: string;
  sizeBytes = 0;
  private readonly panes: Panes;
  private readonly columns: readonly Column[];
  private readonly slots: Slots;
  private readonly index = new RowIndex();
  private capacity = 0;
  private readonly paneStarts: number[] = [];
  private readonly closesAt: number[] = [];
  private readonly byStart = new Map<number, number>();
  private lastPane = -1;

  constructor(
    pipeline: Pipeline,
    query: Query,
    reader: EventReader,
    private readonly keys: KeyIds,
  ) {
    const slotOf = (field: string): number => reader.names.indexOf(field);
    this.id = query.id;
    this.panes = panesOf(query.window);
    this.columns = [
      ...Object.values(query.select).map(aggregate => columnFor(aggregate, pipeline.fields, slotOf)),
      ...(query.window.kind === 'session' ? [new SpanColumn()] : []),
    ];
    this.slots = reader.slots;
  }

  get rowCount(): number {
    return this.index.count;
  }

  add(position: EventPosition, lateBeforeMs: number): boolean {
    const pane = this.paneOf(position.eventTimeMs);
    if (this.closesAt[pane]! <= lateBeforeMs) return false;
    const row = this.rowOf(pane, this.keys.current());
    const { slots } = this;
    for (let i = 0; i < this.columns.length; i++) this.columns[i]!.add(row, slots, position);
    return true;
  }

  toRows(): QueryRows {
    const rows: Row[] = [];
    const out = new ByteWriter(4096);
    for (let row = 0; row < this.index.count; row++) {
      out.clear();
      for (const column of this.columns) column.encode(row, out);
      rows.push({
        paneStartMs: this.paneStarts[this.index.panes[row]!]!,
        key: this.keys.texts[this.index.keys[row]!]!,
        cells: out.finish(),
      });
    }
    return { queryId: this.id, panes: this.panes, rows: rows.sort(compareRows) };
  }

  load(rows: readonly Row[]): void {
    for (const { paneStartMs, key, cells } of rows) {
      const row = this.rowOf(this.paneOf(paneStartMs), this.keys.ofText(key));
      const from = new ByteReader(cells);
      for (const column of this.columns) column.decode(row, from);
      this.sizeBytes += cells.length;
    }
  }

  private rowOf(pane: number, key: number): number {
    const { index } = this;
    const before = index.count;
    const row = index.rowOf(pane, key);
    if (index.count > before) {
      if (this.capacity < index.capacity) {
        this.capacity = index.capacity;
        for (const column of this.columns) column.grow(this.capacity);
      }
      this.sizeBytes += ROW_BYTES + this.keys.texts[key]!.length;
    }
    return row;
  }

  /** Panes by number, in order of their first event. */
  private paneOf(eventTimeMs: number): number {
    const last = this.lastPane;
    if (last >= 0) {
      const since = eventTimeMs - this.paneStarts[last]!;
      if (since >= 0 && since < this.panes.paneMs) return last;
    }
    const start = paneStart(this.panes, eventTimeMs);
    let pane = this.byStart.get(start);
    if (pane === undefined) {
      pane = this.paneStarts.push(start) - 1;
      this.closesAt.push(closesAt(this.panes, start));
      this.byStart.set(start, pane);
    }
    this.lastPane = pane;
    return pane;
  }
}
