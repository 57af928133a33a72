/** Lambda's rules for reading a Kinesis stream with a tumbling window, as documented, and what is chosen where it is silent. */

/** Settings of one mapping. */
export interface MappingSettings {
  /** Most records of an invocation, 1-10,000. */
  readonly batchSize: number;
  /** How long records may be gathered before an invocation, ms; 0: not at all. */
  readonly batchingWindowMs: number;
  /** Length of the tumbling window, ms; 0: the mapping has none. */
  readonly tumblingWindowMs: number;
}

/** A record as the stream holds it. */
export interface ShardRecord {
  /** Decimal, as Kinesis writes it. */
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly arrivalMs: number;
}

/** What the function returned as state; a JSON object. */
export type WindowState = Readonly<Record<string, unknown>>;

/** One invocation of the function for one shard. */
export interface ShardInvocation {
  readonly records: readonly ShardRecord[];
  /** In ms, end exclusive; none where the mapping has no tumbling window. */
  readonly window?: { readonly startMs: number; readonly endMs: number };
  readonly state: WindowState;
  readonly isFinal: boolean;
  readonly isTerminatedEarly: boolean;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** Largest event, bytes. */
export const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;
/** A larger state ends its window early, bytes. */
export const STATE_BYTES_MAX = 1024 * 1024;
/** Of the event around a record's data, and around all records; a generous estimate, bytes. */
const RECORD_ENVELOPE_BYTES = 700;
export const EVENT_ENVELOPE_BYTES = 4096;

/** Lambda takes up to 2 minutes to close the window of a quiet shard; here one machine's user waits less. */
export const QUIET_CLOSE_MS = 1_000;
/** A failed batch is tried again after this time, ms, doubled each time up to the greatest; for ever. */
export const RETRY_MS_MIN = 100;
export const RETRY_MS_MAX = 2_000;

/** Bytes that a record takes in the event. */
export const eventBytes = (record: ShardRecord): number =>
  Math.ceil(record.data.length / 3) * 4 + record.partitionKey.length + RECORD_ENVELOPE_BYTES;
