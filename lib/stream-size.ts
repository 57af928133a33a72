import { ingestOf, type Workload } from '../cost/workload';

/** What a pipeline's producers send. */
export interface ExpectedLoad {
  /** Mean. */
  readonly eventsPerSecond: number;
  /** Of one event as JSON, bytes. @default 250 */
  readonly eventBytes?: number | undefined;
  /**
   * How producers send: one event a record (`json`), or records of up to 25 KB, plain (`ndjson`) or compressed (`gzip`).
   *
   * @default json, which needs the most shards
   */
  readonly format?: Workload['format'] | undefined;
  /** Highest rate over the mean, 1 or more. @default 2 */
  readonly peak?: number | undefined;
}

/** Shards that a load needs: the sizing rule of `tidemark size`. */
export function shardsFor({ eventsPerSecond, eventBytes = 250, format = 'json', peak = 2 }: ExpectedLoad): number {
  return ingestOf({ eventsPerSecond, eventBytes, format, peak }).shards;
}
