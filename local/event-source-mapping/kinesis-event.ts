import { REGION } from '../assembly/intrinsics';
import type { ShardInvocation, ShardRecord } from './rules';

export interface EventSource {
  readonly streamArn: string;
  readonly shardId: string;
}

/** The event that Lambda sends to a function for a batch of Kinesis records. */
export function kinesisEvent(invocation: ShardInvocation, source: EventSource): Record<string, unknown> {
  const Records = invocation.records.map(record => eventRecord(record, source));
  if (!invocation.window) return { Records };
  return {
    Records,
    window: {
      start: new Date(invocation.window.startMs).toISOString(),
      end: new Date(invocation.window.endMs).toISOString(),
    },
    state: invocation.state,
    shardId: source.shardId,
    eventSourceARN: source.streamArn,
    isFinalInvokeForWindow: invocation.isFinal,
    isWindowTerminatedEarly: invocation.isTerminatedEarly,
  };
}

function eventRecord(record: ShardRecord, { streamArn, shardId }: EventSource): Record<string, unknown> {
  const { buffer, byteOffset, byteLength } = record.data;
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record.partitionKey,
      sequenceNumber: record.sequenceNumber,
      data: Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
      approximateArrivalTimestamp: record.arrivalMs / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${record.sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/local',
    awsRegion: REGION,
    eventSourceARN: streamArn,
  };
}
