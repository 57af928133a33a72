import type { Commit } from '../store/chain';
import { type CommitData, commitData } from '../commit/commit-data';
import type { Counts } from '../store/counts';
import { foldRecords } from '../commit/fold-records';
import { emptyProgress, type Progress } from '../commit/progress';
import { IdTimes } from '../dedupe/id-times';
import { Seen } from '../dedupe/seen';
import type { Pipeline } from '../definition/pipeline';
import { decodeRecord } from '../events/decode-record';
import type { LookupTables, RecordBatch, StreamRecord } from '../ports';
import { BEGIN, SHARD_END } from '../sequence-number';

/** A commit's range as Kinesis has it: what it counts, and its content where that can be folded again. */
export interface Recount {
  readonly records: number;
  readonly events: number;
  readonly content: { readonly counts: Counts; readonly data: CommitData } | null;
}

/**
 * Counts a shard's records commit by commit, and folds those of the present generation again: from the commit before, as
 * the one that was audited did.
 */
export class Recounter {
  private records = 0;
  private events = 0;
  private progress: Progress | null = null;
  private seen: IdTimes | null;

  /** `seesAll`: the chain starts at the shard's beginning, and the shard has no parents whose ids it would know. */
  constructor(
    private readonly pipeline: Pipeline,
    seesAll: boolean,
  ) {
    this.seen = seesAll ? new IdTimes() : null;
  }

  /** @param tables those that the commit names; undefined where they are not kept. */
  start(previous: Commit | undefined, commit: Commit, tables: LookupTables | undefined): void {
    const { pipeline, seen } = this;
    this.records = 0;
    this.events = 0;
    const isKnown = previous !== undefined || commit.from === BEGIN;
    // A range that only closes the chain holds nothing to fold.
    const canFold =
      isKnown &&
      commit.to !== SHARD_END &&
      commit.generation === pipeline.generation &&
      tables !== undefined &&
      (!pipeline.dedupe || seen !== null);
    const before = pipeline.dedupe ? new Seen(seen ?? new IdTimes()) : null;
    this.progress = canFold ? emptyProgress({ pipeline }, commit.shardId, previous, before, tables) : null;
    if (this.progress) this.progress.gapAfter = commit.gapAfter;
  }

  /** After a range of which records are missing: what they held is not known to the ranges that follow. */
  forgetSeen(): void {
    this.seen = null;
  }

  /** @param schemas those that the record names, where its format names any. */
  add(record: StreamRecord, schemas?: RecordBatch['schemas']): void {
    this.records++;
    const one: RecordBatch = { length: 1, at: () => record, schemas };
    if (this.progress) return void foldRecords(this.pipeline, this.progress, one);
    const decoded = decodeRecord(this.pipeline, record.data, schemas);
    this.events += 'bad' in decoded ? 1 : decoded.events.length;
  }

  finish(): Recount {
    const { pipeline, progress, records } = this;
    const { dedupe } = pipeline;
    // Ids of a range that was not folded are not known to what follows.
    this.seen = dedupe && progress?.seen ? progress.seen.settled(progress.toArrivalMs, dedupe.withinMs) : null;
    if (!progress) return { records, events: this.events, content: null };
    return {
      records,
      events: progress.counts.decoded,
      content: { counts: progress.counts, data: commitData(pipeline, progress) },
    };
  }
}
