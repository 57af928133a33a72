import { resultShards } from '../cost/bill';
import { ingestOf, type Workload } from '../cost/workload';
import type { Pipeline } from '../engine/definition/pipeline';
import { viewsOf } from '../engine/definition/sources';

/** What a pipeline's producers send. */
export interface ExpectedLoad {
  /** Mean. */
  readonly eventsPerSecond: number;
  /** Of one event as JSON, bytes. @default 250 */
  readonly eventBytes?: number | undefined;
  /** Different keys of a query in one window. @default 100 */
  readonly keys?: number | undefined;
  /**
   * How producers send: one event a record (`json`), or records of up to 25 KB, plain (`ndjson`) or compressed (`gzip`).
   *
   * @default json, which needs the most shards
   */
  readonly format?: Workload['format'] | undefined;
  /** Highest rate over the mean, 1 or more. @default 2 */
  readonly peak?: number | undefined;
}

/** Shards of the streams of a pipeline. */
export interface StreamSize {
  /** Of each source stream; what comes is taken to be spread evenly over several. */
  readonly source: number;
  readonly aggregates: number;
}

/** Shards that a load needs: the sizing rule of `tidemark size`. */
export function streamSize(pipeline: Pipeline, load: ExpectedLoad): StreamSize {
  const { eventsPerSecond, eventBytes = 250, keys = 100, format = 'json', peak = 2 } = load;
  const workload: Workload = { pipeline, eventsPerSecond, eventBytes, keys, format, peak, mode: 'provisioned' };
  return {
    source: Math.ceil(ingestOf(workload).shards / viewsOf(pipeline).length),
    aggregates: resultShards(workload),
  };
}
