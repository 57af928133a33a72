import type { EventPosition } from '../accumulators/accumulator';
import { eventQueries, type EventQuery, type Pipeline } from '../definition/pipeline';
import { ByteReader } from '../encoding/byte-reader';
import { ByteWriter } from '../encoding/byte-writer';
import type { EventReader } from '../scan/event-reader';
import { type Slots, VALUE } from '../scan/slots';
import { closesAt, paneStart, type Panes, panesOf } from '../windows/panes';
import { columnFor } from './columns/index';
import type { Column } from './columns/column';
import { type AddToColumns, addToColumns } from './compile-add';
import { StrictEvent } from './current-event';
import { type Outcome, ROW_BYTES } from './fold';
import { type KeyIds, keyIdsOf } from './key-ids';
import { RowIndex } from './row-index';
import type { Row, QueryRows } from '../store/rows';
import { sortedRows } from './sorted-rows';
import { SpanColumn } from './span-column';

/** The events of one shard since its last commit, folded into panes, in arrays: what Fold does, quickly. */
export class ColumnFold {
  /** The reader's event, for whoever folds it. */
  readonly event: StrictEvent;
  /** Rough size of the fold once encoded, bytes; it only grows. */
  sizeBytes = 0;
  rowCount = 0;
  private readonly queries: readonly QueryColumns[];

  /** Events of panes that closed at or before `lateBeforeMs` are late (rule A6). */
  constructor(
    pipeline: Pipeline,
    readonly reader: EventReader,
    lateBeforeMs: number,
  ) {
    this.queries = eventQueries(pipeline).map(
      (query, i) => new QueryColumns(this, pipeline, query, keyIdsOf(reader, query, i), i, lateBeforeMs),
    );
    this.event = new StrictEvent(this, pipeline);
  }

  /** Adds the reader's event to one query's pane, where it is accepted. */
  add(queryIndex: number, position: EventPosition): Outcome {
    return this.queries[queryIndex]!.add(position);
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
  private readonly panes: Panes;
  private readonly columns: readonly Column[];
  /** Slot of `where`, or -1. */
  private readonly where: number;
  private readonly slots: Slots;
  private readonly index = new RowIndex();
  private capacity = 0;
  private readonly paneStarts: number[] = [];
  /** By number of the pane: whether it closed before what was folded. */
  private readonly isLate: boolean[] = [];
  private readonly byStart = new Map<number, number>();
  private lastPane = -1;
  private readonly addToColumns: AddToColumns;

  constructor(
    private readonly fold: Pick<ColumnFold, 'reader' | 'sizeBytes' | 'rowCount'>,
    pipeline: Pipeline,
    query: EventQuery,
    private readonly keys: KeyIds,
    queryIndex: number,
    private readonly lateBeforeMs: number,
  ) {
    const { reader } = fold;
    const slotOf = (column: string): number => reader.names.indexOf(column);
    this.id = query.id;
    this.where = query.where === undefined ? -1 : slotOf(query.where);
    this.panes = panesOf(query.window);
    this.columns = [
      ...Object.values(query.aggregates).map(aggregate => columnFor(pipeline.scope, aggregate, slotOf)),
      ...(query.window.kind === 'session' ? [new SpanColumn()] : []),
    ];
    this.addToColumns = addToColumns(reader, queryIndex, this.columns.length);
    this.slots = reader.slots;
  }

  add(position: EventPosition): Outcome {
    const { where, slots } = this;
    if (where >= 0 && !(slots.kinds[where] === VALUE && slots.values[where] === true)) return 'filtered';
    const pane = this.paneOf(position.eventTimeMs);
    if (this.isLate[pane]!) return 'late';
    const row = this.rowOf(pane, this.keys.current());
    this.addToColumns(this.columns, row, slots, position);
    return 'accepted';
  }

  toRows(): QueryRows {
    const { count } = this.index;
    const panes = this.index.panes.subarray(0, count);
    const keys = this.index.keys.subarray(0, count);
    const order = sortedRows(panes, keys, this.paneStarts, this.keys.texts);
    const out = new ByteWriter(32 * count + 64);
    const ends = new Int32Array(count);
    order.forEach((row, i) => {
      for (const column of this.columns) column.encode(row, out);
      ends[i] = out.size;
    });
    const bytes = out.finish();
    const rows = Array.from(order, (row, i): Row => {
      const paneStartMs = this.paneStarts[panes[row]!]!;
      return {
        paneStartMs,
        key: this.keys.texts[keys[row]!]!,
        bytes,
        start: i === 0 ? 0 : ends[i - 1]!,
        end: ends[i]!,
      };
    });
    return { queryId: this.id, panes: this.panes, rows };
  }

  load(rows: readonly Row[]): void {
    for (const { paneStartMs, key, bytes, start, end } of rows) {
      const row = this.rowOf(this.paneOf(paneStartMs), this.keys.ofText(key));
      const from = new ByteReader(bytes, start, end);
      for (const column of this.columns) column.decode(row, from);
      this.fold.sizeBytes += end - start;
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
      this.fold.rowCount++;
      this.fold.sizeBytes += ROW_BYTES + this.keys.lengths[key]!;
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
      this.isLate.push(closesAt(this.panes, start) <= this.lateBeforeMs);
      this.byStart.set(start, pane);
    }
    this.lastPane = pane;
    return pane;
  }
}
