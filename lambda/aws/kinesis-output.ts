import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { OutputRecord, OutputStream } from '../../engine/ports';

/** A Kinesis stream as the engine's output. */
export class KinesisOutput implements OutputStream {
  constructor(
    private readonly client: KinesisClient,
    private readonly streamName: string,
  ) {}

  async putRecords(records: readonly OutputRecord[]): Promise<readonly OutputRecord[]> {
    const answer = await this.client.send(
      new PutRecordsCommand({
        StreamName: this.streamName,
        Records: records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
      }),
    );
    return records.filter((_, i) => answer.Records?.[i]?.ErrorCode !== undefined);
  }
}
