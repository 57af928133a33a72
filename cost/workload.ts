import type { CascadeQuery, EventQuery, Pipeline } from '../engine/definition/pipeline';
import { viewsOf } from '../engine/definition/sources';
import { panesOf } from '../engine/windows/panes';
import { everyMs, meanMs } from '../engine/windows/usual';
import { storedBytes } from './stored-bytes';

/** What is to be sized. Rates are means; capacity is made for `peak` times as much. */
export interface Workload {
  readonly pipeline: Pipeline;
  readonly eventsPerSecond: number;
  /** Of one event as JSON, bytes. */
  readonly eventBytes: number;
  /** Different keys of a query in one window, and of queries that have other numbers of them. */
  readonly keys: number;
  readonly keysOf?: Readonly<Record<string, number>>;
  /** How producers send: one event a record, or records of up to 25 KB, plain or compressed. */
  readonly format: 'json' | 'ndjson' | 'gzip';
  readonly mode: 'provisioned' | 'on-demand';
  /** Whether the source stream is there anyway, and billed to its owner. @default own */
  readonly source?: 'own' | 'existing' | undefined;
  /** Highest rate over the mean, 1 or more. */
  readonly peak: number;
}

export const SECONDS_PER_MONTH = 730 * 3600;
export const HOURS_PER_MONTH = 730;
export const KB = 1024;
export const MB = 1024 * KB;
/** Prices are per 10^9 bytes. */
export const GB = 1e9;

/** A PUT unit of Kinesis, and what producers fill a record up to, bytes. */
export const PUT_UNIT_BYTES = 25 * KB;
/** How much smaller gzip makes NDJSON: 252 to 35 bytes a page view (docs/performance.md). */
const GZIP_RATIO = 7.2;
/** Producers send a record at least so often, s. */
const LINGER_S = 1;
/** A shard takes 1 MB/s and 1,000 records/s (Kinesis quotas). */
const SHARD_BYTES_PER_SECOND = MB;
const SHARD_RECORDS_PER_SECOND = 1_000;

/** Memory of the functions, MB, as lib/ sets them; 1,769 MB are one vCPU (Lambda, configure memory). */
export const AGGREGATE_MEMORY_MB = 512;
export const FINALIZE_MEMORY_MB = 1_024;
export const VCPU_MEMORY_MB = 1_769;
/** Decode and fold of one event on a whole vCPU, ns: what `bench` measures, with room to spare. */
export const FOLD_NS_PER_EVENT = 1_000;
/** Share of an invocation's time that may be planned for: the rest is for catching up. */
const BUSY_SHARE_MAX = 0.5;

/** The stream that the workload makes. */
export interface Ingest {
  readonly bytesPerSecond: number;
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  /** What one shard's function keeps up with, events/s. */
  readonly consumerEventsPerSecond: number;
  /** max(T / P, T / C): what producers put against what a shard takes, and what its one consumer keeps up with. */
  readonly shards: number;
}

export function ingestOf({ pipeline, eventsPerSecond, eventBytes, format, peak }: Workload): Ingest {
  const packedBytes = format === 'gzip' ? eventBytes / GZIP_RATIO : eventBytes;
  const bytesPerSecond = eventsPerSecond * packedBytes;
  const perRecord = format === 'json' ? 1 : Math.max(1, Math.floor(PUT_UNIT_BYTES / packedBytes));
  const vcpus = Math.min(1, AGGREGATE_MEMORY_MB / VCPU_MEMORY_MB);
  const consumerEventsPerSecond = (1e9 / FOLD_NS_PER_EVENT) * vcpus * BUSY_SHARE_MAX;
  const batched = eventsPerSecond / perRecord;
  const shards = Math.max(
    viewsOf(pipeline).length,
    Math.ceil((peak * bytesPerSecond) / SHARD_BYTES_PER_SECOND),
    Math.ceil((peak * batched) / SHARD_RECORDS_PER_SECOND),
    Math.ceil((peak * eventsPerSecond) / consumerEventsPerSecond),
  );
  const recordsPerSecond =
    format === 'json' ? batched : Math.min(eventsPerSecond, Math.max(batched, shards / LINGER_S));
  const recordBytes = recordsPerSecond === 0 ? 0 : bytesPerSecond / recordsPerSecond;
  return { bytesPerSecond, recordsPerSecond, recordBytes, consumerEventsPerSecond, shards };
}

/** Bytes of a (pane, key) in a partial beside its key and values, and of one value. */
const ROW_BYTES = 4;
const KEY_BYTES = 6;
const VALUE_BYTES = 6;
/** A result as a record of the aggregates stream, and as a row of the results table, without its values, and one value, bytes. */
const RECORD_BYTES = 225;
const RESULT_BYTES = 65;
const RESULT_VALUE_BYTES = 15;

/** What one query writes. */
export interface QueryLoad {
  readonly name: string;
  /** Different keys in one window. */
  readonly keys: number;
  /** Its windows are sessions: a block of them closes session by session. */
  readonly isOfSessions: boolean;
  /** It aggregates results: each epoch notes which windows its own change. */
  readonly isOverResults: boolean;
  readonly windowsPerSecond: number;
  readonly resultsPerSecond: number;
  /** Rows of panes that are merged into these results, of each pane of a window in which the key has an event; results read. */
  readonly mergesPerSecond: number;
  readonly recordBytes: number;
  /** Rows of one window as text, before they are compressed, bytes. */
  readonly blockBytes: number;
  /** How long its results are kept, ms; Infinity: they are never deleted. */
  readonly keepMs: number;
  /** Of one commit of one shard, bytes; 0 for a query over another's results, which keeps no panes. */
  readonly partialBytes: number;
  /** Of all shards that one window merges, or of the results that it reads, bytes. */
  readonly mergedBytes: number;
}

/** What each query of the pipeline writes, in their order. */
export function queryLoads(workload: Workload, { shards }: Ingest): QueryLoad[] {
  const loads: QueryLoad[] = [];
  for (const query of workload.pipeline.queries) {
    const values = Object.keys(query.values).length;
    const base = loads.find(({ name }) => name === query.over)!;
    const keys = 'series' in query ? base.keys : keysIn(workload, query);
    const load =
      query.over === undefined
        ? foldedLoad(workload, query, keys, shards)
        : 'series' in query
          ? { ...base, mergesPerSecond: 0, partialBytes: 0, mergedBytes: 0 }
          : cascadeLoad(query, keys, base);
    loads.push({
      ...load,
      keys,
      name: query.name,
      isOfSessions: query.window.kind === 'session',
      isOverResults: query.over !== undefined && !('series' in query),
      recordBytes: RECORD_BYTES + values * RESULT_VALUE_BYTES * 2,
      blockBytes: keys * (RESULT_BYTES + values * RESULT_VALUE_BYTES),
      keepMs: query.keepMs ?? Infinity,
    });
  }
  return loads;
}

function keysIn({ keys, keysOf = {} }: Workload, { name, groupBy }: EventQuery | CascadeQuery): number {
  if (groupBy.length === 0) return 1;
  return Object.hasOwn(keysOf, name) ? keysOf[name]! : keys;
}

type FoldedLoad = Omit<
  QueryLoad,
  'name' | 'keys' | 'isOfSessions' | 'isOverResults' | 'recordBytes' | 'blockBytes' | 'keepMs'
>;

function foldedLoad(
  { pipeline, eventsPerSecond }: Workload,
  { groupBy, window, aggregates }: EventQuery,
  keys: number,
  shards: number,
): FoldedLoad {
  const commitS = pipeline.commitEveryMs / 1000;
  const panes = panesOf(window);
  const sizeMs = window.kind === 'session' ? panes.sizeMs : meanMs(window);
  const slideS = everyMs(window) / 1000;
  const isSplitByKey = pipeline.partitionBy !== undefined && groupBy.includes(pipeline.partitionBy);
  const keysPerShard = isSplitByKey ? Math.ceil(keys / shards) : keys;
  const eventsPerCommit = (eventsPerSecond * commitS) / shards;
  const panesPerCommit = Math.max(1, (pipeline.commitEveryMs + pipeline.watermark.outOfOrdernessMs) / panes.paneMs);
  const rowBytes = ROW_BYTES + KEY_BYTES + Object.keys(aggregates).length * VALUE_BYTES;
  const rows = Math.min(keysPerShard * panesPerCommit, eventsPerCommit);
  const eventsPerWindow = (eventsPerSecond * sizeMs) / 1000;
  const resultsPerSecond = Math.min(keys, eventsPerWindow) / slideS;
  const commitsPerWindow = Math.max(1, (slideS + sizeMs / 1000) / commitS);
  return {
    windowsPerSecond: 1 / slideS,
    resultsPerSecond,
    mergesPerSecond: resultsPerSecond * Math.min(sizeMs / panes.paneMs, Math.max(1, eventsPerWindow / keys)),
    partialBytes: rows * rowBytes,
    mergedBytes: rows * rowBytes * shards * commitsPerWindow,
  };
}

/** Each result of the other query is read once when the window closes; late ones are few. */
function cascadeLoad({ window }: CascadeQuery, keys: number, base: QueryLoad): FoldedLoad {
  const slideS = everyMs(window) / 1000;
  const sizeS = meanMs(window) / 1000;
  const readPerWindow = base.resultsPerSecond * sizeS;
  return {
    windowsPerSecond: 1 / slideS,
    resultsPerSecond: Math.min(keys, readPerWindow) / slideS,
    mergesPerSecond: readPerWindow / slideS,
    partialBytes: 0,
    mergedBytes: storedBytes(base.blockBytes) * base.windowsPerSecond * sizeS,
  };
}
