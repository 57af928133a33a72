import { hasLookups } from '../engine/definition/pipeline';
import type { Prices } from './prices';
import { bytesOfItem, deleteUnits, itemsWritten } from './result-items';
import { storedBytes } from './stored-bytes';
import {
  AGGREGATE_MEMORY_MB,
  FINALIZE_MEMORY_MB,
  FOLD_NS_PER_EVENT,
  GB,
  HOURS_PER_MONTH,
  type Ingest,
  ingestOf,
  KB,
  MB,
  PUT_UNIT_BYTES,
  type QueryLoad,
  queryLoads,
  SECONDS_PER_MONTH,
  VCPU_MEMORY_MB,
  type Workload,
} from './workload';

/** One line of a bill. */
export interface BillLine {
  readonly service: string;
  readonly what: string;
  /** A month's use. */
  readonly quantity: number;
  readonly unit: string;
  readonly dollars: number;
}

export const line = (service: string, what: string, quantity: number, unit: string, price: number): BillLine => ({
  service,
  what,
  quantity,
  unit,
  dollars: quantity * price,
});

export const total = (lines: readonly BillLine[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);

/** What the pipeline costs a month, line by line, without free tiers and traffic out of the region. */
export function billOf(workload: Workload, prices: Prices): BillLine[] {
  const ingest = ingestOf(workload);
  const loads = queryLoads(workload, ingest);
  const results = resultStream(loads);
  return [
    ...sourceLines(workload, ingest, 2, prices),
    ...streamLines('aggregates stream', workload.mode, results, 1, prices),
    ...lambdaLines(workload, ingest, loads, prices),
    ...dynamoLines(workload, ingest, loads, prices),
    ...lakeLines(workload, ingest, results, prices),
    ...watchLines(workload, ingest, prices),
  ];
}

/** Shards of the stream of results. */
export function resultShards(workload: Workload): number {
  return resultStream(queryLoads(workload, ingestOf(workload))).shards;
}

type StreamLoad = Pick<Ingest, 'bytesPerSecond' | 'recordsPerSecond' | 'recordBytes' | 'shards'>;

/** Results are packed into records of at most a PUT unit, a record or more each time windows close. */
function resultStream(loads: readonly QueryLoad[]): StreamLoad {
  const bytesPerSecond = sum(loads, load => load.resultsPerSecond * load.recordBytes);
  const recordsPerSecond = Math.max(
    bytesPerSecond / PUT_UNIT_BYTES,
    Math.min(
      1,
      sum(loads, load => load.windowsPerSecond),
    ),
  );
  const shards = Math.max(1, Math.ceil(bytesPerSecond / MB));
  return { bytesPerSecond, recordsPerSecond, recordBytes: bytesPerSecond / recordsPerSecond, shards };
}

/** A stream of somebody else is billed to its owner. */
export function sourceLines(workload: Workload, ingest: Ingest, consumers: number, prices: Prices): BillLine[] {
  if (workload.source === 'existing') return [];
  return streamLines('source stream', workload.mode, ingest, consumers, prices);
}

/** Provisioned: shards by the hour and PUT units of 25 KB; on demand: bytes in (rounded up to 1 KB a record) and out. */
export function streamLines(
  what: string,
  mode: Workload['mode'],
  { recordsPerSecond, recordBytes, bytesPerSecond, shards }: StreamLoad,
  consumers: number,
  { kinesis }: Prices,
): BillLine[] {
  const records = recordsPerSecond * SECONDS_PER_MONTH;
  if (mode === 'provisioned') {
    const units = records * Math.ceil(recordBytes / PUT_UNIT_BYTES);
    return [
      line('Kinesis', `${what}, shards`, shards * HOURS_PER_MONTH, 'shard-hours', kinesis.shardHour),
      line('Kinesis', `${what}, PUT units of 25 KB`, units / 1e6, 'million', kinesis.millionPutUnits),
    ];
  }
  const gbIn = (records * Math.ceil(recordBytes / KB) * KB) / GB;
  const gbOut = (consumers * bytesPerSecond * SECONDS_PER_MONTH) / GB;
  return [
    line('Kinesis', `${what}, on demand`, HOURS_PER_MONTH, 'stream-hours', kinesis.onDemandStreamHour),
    line('Kinesis', `${what}, in`, gbIn, 'GB', kinesis.onDemandGbIn),
    line('Kinesis', `${what}, out to ${consumers}`, gbOut, 'GB', kinesis.onDemandGbOut),
  ];
}

/** An invocation without events, a commit, an epoch, and a result of it, ms. */
const INVOCATION_MS = 6;
const COMMIT_MS = 25;
const EPOCH_MS = 60;
const RESULT_MS = 0.02;
/** Merging a pane's row into a result, ms: of 1 h every 1 s, 3,600 panes, a result of 100 keys took 1.4 to 1.8 ms. */
const MERGE_MS = 0.00045;
/** Mappings gather records for a second; finalize is woken at most as often, and by a tick each minute. */
const INVOCATIONS_PER_SECOND_MAX = 1;

function lambdaLines(
  { pipeline, eventsPerSecond }: Workload,
  ingest: Ingest,
  loads: readonly QueryLoad[],
  { lambda }: Prices,
): BillLine[] {
  const { shards, recordsPerSecond } = ingest;
  const commitsPerSecond = commitRate(pipeline.commitEveryMs, ingest);
  const perSecond = shards * Math.min(INVOCATIONS_PER_SECOND_MAX, recordsPerSecond / shards) + commitsPerSecond;
  const slower = Math.max(1, VCPU_MEMORY_MB / AGGREGATE_MEMORY_MB);
  const busyMs =
    perSecond * INVOCATION_MS + commitsPerSecond * COMMIT_MS + (eventsPerSecond * FOLD_NS_PER_EVENT * slower) / 1e6;
  const epochsPerSecond = Math.min(INVOCATIONS_PER_SECOND_MAX, commitsPerSecond) + 1 / 60;
  const resultMs = sum(loads, load => load.resultsPerSecond * RESULT_MS + load.mergesPerSecond * MERGE_MS);
  const finalizeMs = epochsPerSecond * EPOCH_MS + resultMs;
  const gbSeconds = (ms: number, memoryMb: number) => ((ms / 1000) * memoryMb * SECONDS_PER_MONTH) / 1024;
  return [
    line('Lambda', 'aggregate, requests', (perSecond * SECONDS_PER_MONTH) / 1e6, 'million', lambda.millionRequests),
    line('Lambda', 'aggregate, duration', gbSeconds(busyMs, AGGREGATE_MEMORY_MB), 'GB-s', lambda.gbSecondArm),
    line(
      'Lambda',
      'finalize, requests',
      (epochsPerSecond * SECONDS_PER_MONTH) / 1e6,
      'million',
      lambda.millionRequests,
    ),
    line('Lambda', 'finalize, duration', gbSeconds(finalizeMs, FINALIZE_MEMORY_MB), 'GB-s', lambda.gbSecondArm),
  ];
}

/** Commits a second over all shards; a shard without records commits nothing. */
function commitRate(commitEveryMs: number, { shards, recordsPerSecond }: Ingest): number {
  return shards * Math.min(1000 / commitEveryMs, recordsPerSecond / shards);
}

/** Writes of one epoch beside results: the epoch, the cursor, an entry of the pane index. */
const EPOCH_WRITES = 3;
/** Reads of one epoch beside panes: epochs, cursor, queries; and one a shard for its head. */
const EPOCH_READS = 6;

/** Writes are billed by started KB, deletes of partials and of results as much as their puts, strong reads by started 4 KB. */
function dynamoLines(
  { pipeline }: Workload,
  ingest: Ingest,
  loads: readonly QueryLoad[],
  { dynamodb }: Prices,
): BillLine[] {
  const commits = commitRate(pipeline.commitEveryMs, ingest);
  const epochs = Math.min(INVOCATIONS_PER_SECOND_MAX, commits);
  const partials = sum(loads, load => (load.partialBytes === 0 ? 0 : Math.ceil(load.partialBytes / KB)));
  const blocks = sum(loads, load => itemsWritten(load, epochs) * Math.ceil(bytesOfItem(load) / KB));
  const noted = loads.filter(load => load.isOverResults).length;
  const writes = commits * (1 + 2 * partials) + epochs * (EPOCH_WRITES + noted) + blocks + sum(loads, deleteUnits);
  const merges = sum(loads, load => load.windowsPerSecond * Math.ceil(load.mergedBytes / (4 * KB)));
  const blockReads = sum(loads, load =>
    load.isOfSessions
      ? itemsWritten(load, epochs) * Math.ceil(bytesOfItem(load) / (4 * KB))
      : load.windowsPerSecond * Math.ceil(storedBytes(load.blockBytes) / (4 * KB)),
  );
  const reads = commits * 2 + epochs * (EPOCH_READS + ingest.shards + noted) + merges + blockReads;
  const storedGb = sum(loads, load => {
    const seconds = Math.min(SECONDS_PER_MONTH, load.keepMs / 1000);
    return (load.windowsPerSecond * storedBytes(load.blockBytes) * seconds) / GB;
  });
  return [
    line('DynamoDB', 'writes', (writes * SECONDS_PER_MONTH) / 1e6, 'million WRU', dynamodb.millionWrites),
    line('DynamoDB', 'reads', (reads * SECONDS_PER_MONTH) / 1e6, 'million RRU', dynamodb.millionReads),
    line('DynamoDB', 'results of one month', storedGb, 'GB-month', dynamodb.gbMonth),
  ];
}

/** Firehose rounds each record up to 5 KB. */
const FIREHOSE_ROUNDING_BYTES = 5 * KB;
/** Objects are written every 15 minutes at the latest, or when 64 MB are gathered. */
const OBJECT_S_MAX = 900;
const OBJECT_BYTES = 64 * MB;

/** Events of a stream of somebody else are not delivered. */
function lakeLines({ source }: Workload, ingest: Ingest, results: StreamLoad, { firehose, s3 }: Prices): BillLine[] {
  const events = source === 'existing' ? [] : [ingest];
  const objects = sum([...events, results], ({ bytesPerSecond }) =>
    Math.max(1 / OBJECT_S_MAX, bytesPerSecond / OBJECT_BYTES),
  );
  const rawBytes = sum(events, ({ bytesPerSecond }) => bytesPerSecond);
  const storedGb = ((rawBytes + results.bytesPerSecond / 8) * SECONDS_PER_MONTH) / GB;
  return [
    ...events.map(raw => line('Firehose', 'raw events', delivered(raw), 'GB', firehose.gb)),
    line('Firehose', 'results, as Parquet', delivered(results), 'GB', firehose.gb + firehose.gbParquet),
    line('S3', 'objects', (objects * SECONDS_PER_MONTH) / 1e6, 'million', s3.millionPuts),
    line('S3', 'lake of one month', storedGb, 'GB-month', s3.gbMonth),
  ];
}

function delivered({ recordsPerSecond, recordBytes }: StreamLoad): number {
  const rounded = Math.ceil(recordBytes / FIREHOSE_ROUNDING_BYTES) * FIREHOSE_ROUNDING_BYTES;
  return (recordsPerSecond * rounded * SECONDS_PER_MONTH) / GB;
}

/** As the stacks make them for one pipeline. */
const METRICS = 16;
/** An alarm over metric math is billed for each metric that it reads. */
const ALARM_METRICS = 21;
const LOG_BYTES_PER_INVOCATION = 700;

function watchLines({ pipeline }: Workload, ingest: Ingest, { cloudwatch }: Prices): BillLine[] {
  const invocations =
    ingest.shards * Math.min(1, ingest.recordsPerSecond / ingest.shards) +
    2 * commitRate(pipeline.commitEveryMs, ingest);
  const alarms = ALARM_METRICS + (pipeline.dedupe ? 1 : 0) + (hasLookups(pipeline) ? 1 : 0);
  return [
    line('CloudWatch', 'metrics', METRICS, 'metrics', cloudwatch.metricMonth),
    line('CloudWatch', 'alarms', alarms, 'metrics', cloudwatch.alarmMonth),
    line('CloudWatch', 'dashboard', 1, 'dashboards', cloudwatch.dashboardMonth),
    line(
      'CloudWatch',
      'logs',
      (invocations * LOG_BYTES_PER_INVOCATION * SECONDS_PER_MONTH) / GB,
      'GB',
      cloudwatch.gbLogs,
    ),
  ];
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);
