import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { ShardRecord } from '../event-source-mapping/rules';

/** Aim of a read, bytes: the embedded Kinesis does not limit an answer by its size, so its count follows the records' size. */
const PAGE_BYTES = 1 * 1024 * 1024;
const PAGE_RECORDS_FIRST = 20;
const PAGE_RECORDS_MAX = 10_000;
/** A shard without records is asked whether it has ended once in so many reads. */
const END_CHECK_READS = 10;

export interface ShardPage {
  readonly records: readonly ShardRecord[];
  /** The shard is closed and was read to its end. */
  readonly isEnd: boolean;
}

/** Reads one shard in order, from its oldest record or after a checkpoint. An expired iterator is renewed. */
export class ShardReader {
  #iterator: string | undefined;
  #limit = PAGE_RECORDS_FIRST;
  #emptyReads = 0;

  /** @param after the last sequence number read, if any. */
  constructor(
    private readonly client: KinesisClient,
    private readonly streamName: string,
    private readonly shardId: string,
    private after: string | undefined,
  ) {}

  /** The next records, or none if none has come. */
  async read(): Promise<ShardPage> {
    const { GetRecordsCommand } = await import('@aws-sdk/client-kinesis');
    try {
      this.#iterator ??= await this.#iteratorAfter();
      const page = await this.client.send(new GetRecordsCommand({ ShardIterator: this.#iterator, Limit: this.#limit }));
      const records = (page.Records ?? []).map(record => ({
        sequenceNumber: record.SequenceNumber!,
        partitionKey: record.PartitionKey!,
        data: record.Data!,
        arrivalMs: record.ApproximateArrivalTimestamp!.getTime(),
      }));
      this.after = records.at(-1)?.sequenceNumber ?? this.after;
      this.#adaptLimit(records);
      this.#iterator = page.NextShardIterator;
      if (records.length > 0) return { records, isEnd: false };
      return {
        records,
        isEnd: page.NextShardIterator === undefined || (this.after === undefined && (await this.#isEmptyForEver())),
      };
    } catch (error) {
      this.#iterator = undefined;
      if ((error as Error).name === 'ExpiredIteratorException') return this.read();
      throw error;
    }
  }

  /**
   * The embedded Kinesis moves the iterator of a shard without records past the time of the read, and so past a first
   * record on its way. So the iterator is taken anew; now and then the one moved on is asked if the shard has ended.
   */
  async #isEmptyForEver(): Promise<boolean> {
    const moved = this.#iterator!;
    this.#iterator = undefined;
    if (this.#emptyReads++ % END_CHECK_READS !== 0) return false;
    const { GetRecordsCommand } = await import('@aws-sdk/client-kinesis');
    const page = await this.client.send(new GetRecordsCommand({ ShardIterator: moved, Limit: 1 }));
    return page.Records?.length === 0 && page.NextShardIterator === undefined;
  }

  async #iteratorAfter(): Promise<string> {
    const { GetShardIteratorCommand } = await import('@aws-sdk/client-kinesis');
    const start =
      this.after === undefined
        ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
        : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: this.after } as const);
    const answer = await this.client.send(
      new GetShardIteratorCommand({ StreamName: this.streamName, ShardId: this.shardId, ...start }),
    );
    return answer.ShardIterator!;
  }

  #adaptLimit(records: readonly ShardRecord[]): void {
    if (records.length === 0) return;
    const bytes = records.reduce((sum, record) => sum + record.data.length + 100, 0);
    this.#limit = Math.max(1, Math.min(PAGE_RECORDS_MAX, Math.floor((PAGE_BYTES * records.length) / bytes)));
  }
}
