import type { KinesisStreamRecord } from 'aws-lambda';
import type { AggregateInvocation } from '../../engine/aggregate/invocation';
import type { WindowState } from '../../engine/commit/window-state';
import type { RecordBatch, SequenceNumber, StreamRecord } from '../../engine/ports';
import { padSequenceNumber } from '../../engine/sequence-number';

/** What Lambda sends for a Kinesis stream; the fields after `Records` only where the mapping has a tumbling window. */
export interface WindowedKinesisEvent {
  readonly Records?: readonly KinesisStreamRecord[];
  readonly shardId?: string;
  readonly eventSourceARN?: string;
  readonly window?: { readonly start: string; readonly end: string };
  readonly state?: WindowState;
  readonly isFinalInvokeForWindow?: boolean;
}

/** The pipeline's id of a shard of a stream. */
type ShardId = (streamArn: string | undefined, shardId: string) => string;

/** Of a pipeline over one stream. */
const ownId: ShardId = (_, shardId) => shardId;

/**
 * The event's invocations, one a shard. With a window there is exactly one, also when it has no records; without one a
 * batch is of one shard too, but an emulator may mix them.
 */
export function invocationsOf(event: WindowedKinesisEvent, shardIdOf: ShardId = ownId): AggregateInvocation[] {
  const records = event.Records ?? [];
  if (event.window && event.shardId) {
    const window = { startMs: Date.parse(event.window.start), endMs: Date.parse(event.window.end) };
    const state = event.state ? { state: event.state } : {};
    return [
      {
        shardId: shardIdOf(event.eventSourceARN ?? records[0]?.eventSourceARN, event.shardId),
        records: new LambdaRecords(records),
        window,
        ...state,
        isFinal: event.isFinalInvokeForWindow === true,
      },
    ];
  }
  const byShard = new Map<string, StreamRecord[]>();
  for (const record of records) {
    const shardId = shardIdOf(record.eventSourceARN, record.eventID.split(':')[0]!);
    byShard.set(shardId, [...(byShard.get(shardId) ?? []), new LambdaRecord(record.kinesis)]);
  }
  return [...byShard].map(([shardId, records]) => ({ shardId, records, isFinal: false }));
}

const { round } = Math;

/** Lambda's records, each made when it is asked for. */
class LambdaRecords implements RecordBatch {
  constructor(private readonly records: readonly KinesisStreamRecord[]) {}

  get length(): number {
    return this.records.length;
  }

  at(index: number): StreamRecord | undefined {
    const record = this.records[index];
    return record && new LambdaRecord(record.kinesis);
  }
}

/** Lambda's record as the engine knows it; what nobody asks for is not made. */
class LambdaRecord implements StreamRecord {
  constructor(private readonly kinesis: KinesisStreamRecord['kinesis']) {}

  get sequenceNumber(): SequenceNumber {
    return padSequenceNumber(this.kinesis.sequenceNumber);
  }

  get arrivalMs(): number {
    return round(this.kinesis.approximateArrivalTimestamp * 1000);
  }

  get base64(): string {
    return this.kinesis.data;
  }

  get data(): Uint8Array {
    return Buffer.from(this.base64, 'base64');
  }
}
