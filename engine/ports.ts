import type { Scalar } from './values';

/**
 * The engine's only view of the world. Production implements these ports over the AWS SDK (lambda/aws), the
 * simulator over seeded models that inject faults. Any method may reject with an infrastructure error; the
 * effect of a rejected write is unknown (it may have been applied, or be applied later).
 */

/** A Kinesis sequence number, or BEGIN: decimal digits left-padded with zeros to 56, so that text order is number order. */
export type SequenceNumber = string;

/** One Kinesis record as stored: `data` is the undecoded payload, `arrivalMs` its ApproximateArrivalTimestamp in ms. */
export interface StreamRecord {
  readonly sequenceNumber: SequenceNumber;
  readonly data: Uint8Array;
  /** The same as base64, where it came so: who can read that spares a copy. */
  readonly base64?: string;
  readonly arrivalMs: number;
}

/** A version of a schema, ready to decode. */
export interface RegisteredSchema {
  /** A payload's value as JSON has it (engine/formats/decoded-value.ts), or why it has none. Never throws. */
  decode(payload: Buffer): { readonly value: unknown } | { readonly bad: string };
}

/** Schemas by the id of their version (AWS Glue Schema Registry). A version never changes. */
export interface SchemaRegistry {
  /** Undefined where the registry knows no such id. */
  schema(id: string): Promise<RegisteredSchema | undefined>;
}

/** Records of a shard in the order of their sequence numbers: an array, or what makes one when it is asked for it. */
export interface RecordBatch {
  readonly length: number;
  /** What the registry has under each id that the records name, where their format names any. */
  readonly schemas?: ReadonlyMap<string, RegisteredSchema | undefined> | undefined;
  at(index: number): StreamRecord | undefined;
}

/** A stream as a whole (DescribeStreamSummary: 20 calls a second for the account). */
export interface StreamDescription {
  readonly name: string;
  /** The pipeline's name for it, where it reads several. */
  readonly source?: string;
  /** ms since 1970, to the second; null where it is not told. */
  readonly createdAtMs: number | null;
  /** Records of one partition key go to one shard; not so with the record distribution strategy AUTO. */
  readonly keepsKeysTogether: boolean;
}

/** A shard as ListShards describes it. `closed` means that it takes no more records (it was split or merged). */
export interface ShardDescription {
  readonly shardId: string;
  readonly parents: readonly string[];
  readonly closed: boolean;
}

/** One GetRecords answer. An empty page is not the end of a shard; `next` is undefined only at the end of a closed shard. */
/** A shard that another one was split into, or that it and another were merged into. */
export interface ChildShard {
  readonly shardId: string;
  /** All of its parents. */
  readonly parents: readonly string[];
}

export interface RecordsPage {
  readonly records: readonly StreamRecord[];
  readonly next: string | undefined;
  readonly millisBehindLatest: number;
  readonly childShards: readonly ChildShard[];
}

/** The source stream (Kinesis), read for repair, idleness and audit; the hot path's records arrive by invocation. */
export interface SourceStream {
  /**
   * Records that arrived before it are none of the pipeline's, ms: BEGIN is the place before the first that follows. The same
   * for every reader of the stream. Absent: all that is kept counts.
   */
  readonly startAtMs?: number | undefined;
  /** One stream, or several as one: then ids of shards begin with the name of their source. */
  describe(): Promise<readonly StreamDescription[]>;
  /** Every shard that still holds records: all pages of ListShards. */
  listShards(): Promise<ShardDescription[]>;
  /**
   * An iterator for the first record after `after`, or for the oldest one kept since `startAtMs` when `after` is BEGIN. Rejects
   * where the shard never gave `after`; where its record has expired, what the iterator shows is not certain (engine/commit/pages-after.ts).
   */
  iteratorAfter(shardId: string, after: SequenceNumber): Promise<string>;
  /** Up to `limit` records (1-10,000) at an iterator. */
  getRecords(iterator: string, limit: number): Promise<RecordsPage>;
}

/** The stream no longer knows the shard: all its records have expired. */
export function isShardGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}

/** An iterator is good for 5 minutes after it was given; the shard can be asked for another (GetShardIterator). */
export function isIteratorExpired(error: unknown): boolean {
  return error instanceof Error && error.name === 'ExpiredIteratorException';
}

export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly AttributeValue[]
  | { readonly [name: string]: AttributeValue };

/** A DynamoDB item with string partition key `pk` and sort key `sk`; below 400 KB. */
export interface Item {
  readonly pk: string;
  readonly sk: string;
  readonly [attribute: string]: AttributeValue;
}

export type ItemKey = Pick<Item, 'pk' | 'sk'>;

/** When a put may take effect. */
export type PutCondition =
  | { readonly kind: 'absent' }
  /** The item is absent or its number attribute is lower than `value`. */
  | { readonly kind: 'absentOrLower'; readonly attribute: string; readonly value: number }
  /** The item is present and each named attribute equals the value given. */
  | { readonly kind: 'equals'; readonly attributes: Readonly<Record<string, string | number>> };

export interface QueryRange {
  /** Inclusive lower bound of `sk`. */
  readonly from?: string;
  /** Exclusive upper bound of `sk`. */
  readonly to?: string;
  readonly descending?: boolean;
  /** Stop after this many items. */
  readonly limit?: number;
}

/** What a batch of inserts left undone; every item that is in neither list was put. */
export interface InsertAnswer {
  /** Another item stands under the key, or the item itself by a put whose answer was lost. */
  readonly taken: readonly Item[];
  /** Unprocessed: to be sent again. */
  readonly left: readonly Item[];
}

/** One DynamoDB table. Reads are strongly consistent. */
export interface Table {
  get(key: ItemKey): Promise<Item | undefined>;
  /** All items of `pk` in the range, in order of `sk`, every page read. */
  query(pk: string, range?: QueryRange): Promise<Item[]>;
  /** True when written, false when the condition failed. */
  put(item: Item, condition: PutCondition): Promise<boolean>;
  /** BatchWriteItem of at most 25 puts; resolves to those left unprocessed. */
  putBatch(items: readonly Item[]): Promise<readonly Item[]>;
  /** BatchExecuteStatement of at most 25 inserts: each item is put if none stands under its key. */
  insertBatch(items: readonly Item[]): Promise<InsertAnswer>;
  /** BatchWriteItem of at most 25 deletes; resolves to those left unprocessed. */
  deleteBatch(keys: readonly ItemKey[]): Promise<readonly ItemKey[]>;
}

/** One record to put on a stream. `data` is below 1 MiB. */
export interface OutputRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** A stream that takes records (PutRecords: at most 500 records and 5 MiB a call). */
export interface OutputStream {
  /** Resolves to the records that were refused and must be sent again. */
  putRecords(records: readonly OutputRecord[]): Promise<readonly OutputRecord[]>;
}

/** The lake: whole objects by name; writing a name again replaces the object. */
export interface ObjectStore {
  putObject(name: string, body: Uint8Array): Promise<void>;
}

/** The rows of a lookup table by their key, each with its values in the order of the definition's columns. Times are ms since 1970. */
export type LookupRows = ReadonlyMap<Scalar, readonly (Scalar | null)[]>;

/** One version of each of a definition's lookup tables, by their names. */
export interface LookupTables {
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<string, LookupRows>>;
}

/** Of a definition without any. */
export const NO_TABLES: LookupTables = { versions: {}, rows: {} };

/** The lookup tables of a definition, read. */
export interface LookupSource {
  /** The newest version of each table that could be read. Rejects where one was never read. */
  current(): Promise<LookupTables>;
  /** The tables as they were; undefined where a version is not kept any more. */
  at(versions: LookupTables['versions']): Promise<LookupTables | undefined>;
}

/** The files that lookup tables are read from. */
export interface LookupFiles {
  /** Names the newest version of a table's file. */
  newest(table: string): Promise<string>;
  /** Names those before it, the newest first, as far as they are kept. */
  older(table: string): Promise<readonly string[]>;
  /** A version's bytes; undefined where it is not kept any more. */
  read(table: string, version: string): Promise<Uint8Array | undefined>;
}

/** Wall clock in ms since 1970 and a timer. Only metadata and waiting may depend on it, never a result. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}
