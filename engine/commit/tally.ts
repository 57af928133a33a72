import { eventQueries, type EventQuery, type Pipeline } from '../definition/pipeline';
import type { RecordBatch, StreamRecord } from '../ports';
import { BY_QUERY, countOf } from '../store/counts';
import type { Progress } from './progress';
import { RecordSides } from './record-sides';
import type { SideEntry } from '../store/side-entry';

/**
 * Rows that one record may add: a commit cannot end within a record, and its rows are held in memory and written within a
 * function's minutes. The events that would add more are quarantined.
 */
export const RECORD_ROWS_MAX = 100_000;

/**
 * What a run of records adds to a progress, as numbers in places of their own until the run ends: an event then changes no
 * object of the progress, and no count is looked up by a query's name.
 */
export class Tally {
  newRecords = 0;
  private index = 0;
  decoded = 0;
  duplicates = 0;
  skipped = 0;
  readonly queries: readonly EventQuery[];
  /** By number of the query. */
  readonly accepted: Int32Array;
  readonly filtered: Int32Array;
  readonly late: Int32Array;
  /** Arrival of the record that is being folded, ms. */
  arrivalMs = NaN;
  /** Latest arrival of a record, ms. */
  toArrivalMs = -Infinity;
  /** -Infinity: no event. */
  maxEventTimeMs = -Infinity;
  /** Arrival of the last record with an event that some query accepted, ms; -Infinity: none. */
  acceptedArrivalMs = -Infinity;
  private rowsBefore = 0;
  private readonly sides: RecordSides;

  constructor(
    pipeline: Pipeline,
    readonly progress: Progress,
    readonly records: RecordBatch,
  ) {
    this.queries = eventQueries(pipeline);
    this.accepted = new Int32Array(this.queries.length);
    this.filtered = new Int32Array(this.queries.length);
    this.late = new Int32Array(this.queries.length);
    this.toArrivalMs = progress.toArrivalMs;
    this.sides = new RecordSides(progress.entries);
  }

  /** The record that is being folded. It is made anew for who asks, and not kept: few events need theirs. */
  get record(): StreamRecord {
    return this.records.at(this.index)!;
  }

  beginRecord(index: number, arrivalMs: number): void {
    this.sides.endRecord();
    this.rowsBefore = this.progress.fold.rowCount;
    this.index = index;
    this.newRecords++;
    this.arrivalMs = arrivalMs;
    this.toArrivalMs = Math.max(this.toArrivalMs, arrivalMs);
  }

  /** Whether the record has room for the rows of its event of this index. */
  hasRoom(index: number): boolean {
    if (index * this.accepted.length < RECORD_ROWS_MAX) return true;
    return this.progress.fold.rowCount - this.rowsBefore < RECORD_ROWS_MAX;
  }

  /** Lists an event of the record that is in no result. */
  setAside(entry: SideEntry): void {
    this.sides.add(entry);
  }

  /** Adds the run to the progress's counts. */
  settle(): void {
    this.sides.endRecord();
    const { progress } = this;
    const { counts } = progress;
    counts.newRecords += this.newRecords;
    counts.decoded += this.decoded;
    counts.duplicates += this.duplicates;
    counts.skipped += this.skipped;
    for (const name of BY_QUERY) counts[name] = this.added(counts[name], this[name]);
    progress.toArrivalMs = this.toArrivalMs;
    if (this.maxEventTimeMs >= 0) progress.maxEventTimeMs = Math.max(progress.maxEventTimeMs ?? 0, this.maxEventTimeMs);
    if (this.acceptedArrivalMs >= 0) progress.acceptedArrivalMs = this.acceptedArrivalMs;
  }

  /** In the order of the queries, whatever the batches: a commit's digest covers it. */
  private added(counts: Readonly<Record<string, number>>, more: Int32Array): Record<string, number> {
    const sum: Record<string, number> = {};
    this.queries.forEach(({ name }, i) => {
      const count = countOf(counts, name) + more[i]!;
      if (count > 0) sum[name] = count;
    });
    return sum;
  }
}
