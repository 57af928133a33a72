import { type KinesisClient, PutRecordsCommand, type PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import type { OutputRecord, OutputStream } from '../../engine/ports';

/** A Kinesis stream as the engine's output. */
export class KinesisOutput implements OutputStream {
  constructor(
    private readonly client: KinesisClient,
    private readonly streamName: string,
  ) {}

  putRecords(records: readonly OutputRecord[]): Promise<readonly OutputRecord[]> {
    return putOrRefuse(this.client, this.streamName, records, ({ partitionKey, data }) => ({
      PartitionKey: partitionKey,
      Data: data,
    }));
  }
}

/**
 * PutRecords is not all or nothing: each record is answered by itself, in the order of the call.
 *
 * @returns the records that were not acknowledged with a sequence number, whatever the error.
 */
export async function putOrRefuse<T>(
  client: KinesisClient,
  streamName: string,
  records: readonly T[],
  entryOf: (record: T) => PutRecordsRequestEntry,
): Promise<T[]> {
  const answer = await client.send(
    new PutRecordsCommand({ StreamName: streamName, Records: records.map(record => entryOf(record)) }),
  );
  return records.filter((_, i) => !answer.Records?.[i]?.SequenceNumber);
}
