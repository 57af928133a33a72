/** Namespace of the metrics that the functions emit; their one dimension, `service`, is the name of the pipeline's own stream, or what it would be. */
export const METRIC_NAMESPACE = 'Tidemark';

/** Every metric that the functions emit, with its unit. Dashboards and alarms name no other. */
export const METRICS = {
  /** Records in an invocation of aggregate, redelivered ones included. */
  BatchRecords: 'Count',
  /** Window state handed to the next invocation. */
  StateSize: 'Bytes',
  /** From the first write of a commit's data to its acknowledgement. */
  CommitLatency: 'Milliseconds',
  /** Of a commit's range, counted when the commit is put, so a retry does not count again. */
  RecordsCommitted: 'Count',
  RecordsRedelivered: 'Count',
  /** Of those committed, the ones that the tick folded in place of an invocation that did not come for minutes (rule A8). */
  RecordsSwept: 'Count',
  EventsDecoded: 'Count',
  /** Of the query that found the most of them late. */
  EventsLate: 'Count',
  /** Of the query whose `where` left out the most of them. */
  EventsFiltered: 'Count',
  /** Passed over by `accept`. */
  EventsSkipped: 'Count',
  EventsQuarantined: 'Count',
  EventsDuplicate: 'Count',
  /** Places in shards where records may have expired unread. */
  Gaps: 'Count',
  /** 1 at each tick while the stream spreads the copies of an event over its shards, and the definition has `dedupe`. */
  CopiesSpread: 'Count',
  /** Looks at a lookup table that could not be read or is none: the version before goes on. */
  StaleTables: 'Count',
  /** What the hourly audit finds; and commits whose own counts do not add up. */
  AuditMismatches: 'Count',
  /** How far the watermark is behind the clock. */
  WatermarkLag: 'Milliseconds',
  /** For how long one instance of finalize has seen the same watermark; also while nothing comes in. */
  WatermarkStandstill: 'Milliseconds',
  /** Duration of a call of finalize. */
  FinalizeLatency: 'Milliseconds',
  ResultsEmitted: 'Count',
} as const;

export type MetricName = keyof typeof METRICS;
