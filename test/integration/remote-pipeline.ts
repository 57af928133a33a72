import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient, ListShardsCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Pipeline } from '../../engine/definition/pipeline';
import { type ResultRecord, toRecord } from '../../engine/results/result-row';
import { ResultTable } from '../../engine/results/result-table';
import { BEGIN } from '../../engine/sequence-number';
import { DynamoTable } from '../../lambda/aws/dynamo-table';
import { KinesisSource } from '../../lambda/aws/kinesis-source';
import { CheckFailed } from './step';

/** What the stack of a pipeline says about itself. */
export interface PipelineOutputs {
  readonly SourceStream: string;
  readonly AggregatesStream: string;
  readonly ResultsTable: string;
}

/** A record to put: on the shard of its key, or on the one that its hash key names. */
export interface Input {
  readonly key: string;
  readonly data: string | Uint8Array;
  readonly hashKey?: string;
}

const RECORDS_MAX = 10_000;

/** A deployed pipeline as its users see it: a stream in, a table and a stream out. */
export class RemotePipeline {
  private readonly kinesis: KinesisClient;
  private readonly results: ResultTable;

  constructor(
    private readonly pipeline: Pipeline,
    private readonly outputs: PipelineOutputs,
    endpoint: string,
  ) {
    const options = { endpoint, requestHandler: new NodeHttpHandler(), maxAttempts: 5 };
    this.kinesis = new KinesisClient(options);
    const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(options));
    this.results = new ResultTable(new DynamoTable(dynamo, outputs.ResultsTable));
  }

  /** @throws CheckFailed when a record is refused. */
  async put(inputs: readonly Input[]): Promise<void> {
    const Records = inputs.map(({ key, data, hashKey }) => ({
      PartitionKey: key,
      Data: Buffer.from(data),
      ...(hashKey !== undefined && { ExplicitHashKey: hashKey }),
    }));
    const { FailedRecordCount } = await this.kinesis.send(
      new PutRecordsCommand({ StreamName: this.outputs.SourceStream, Records }),
    );
    if (FailedRecordCount) throw new CheckFailed(`${FailedRecordCount} of ${inputs.length} records refused`);
  }

  /** A hash key of each shard of the source stream. */
  async hashKeys(): Promise<string[]> {
    const { Shards = [] } = await this.kinesis.send(new ListShardsCommand({ StreamName: this.outputs.SourceStream }));
    return Shards.map(shard => shard.HashKeyRange!.StartingHashKey!);
  }

  /** Every result in the results table. */
  async table(): Promise<ResultRecord[]> {
    const records: ResultRecord[] = [];
    for (const query of this.pipeline.queries)
      for (const { blockStartMs, rows } of await this.results.read(query))
        records.push(...rows.map(row => toRecord(this.pipeline, query, blockStartMs, row)));
    return records;
  }

  /** Every result on the aggregates stream, each revision of it. */
  async stream(): Promise<ResultRecord[]> {
    const source = new KinesisSource(this.kinesis, this.outputs.AggregatesStream);
    const records: ResultRecord[] = [];
    for (const { shardId } of await source.listShards()) {
      let iterator: string | undefined = await source.iteratorAfter(shardId, BEGIN);
      while (iterator !== undefined) {
        const page = await source.getRecords(iterator, RECORDS_MAX);
        for (const { data } of page.records) records.push(...parseLines(Buffer.from(data)));
        iterator = page.records.length > 0 ? page.next : undefined;
      }
    }
    return records;
  }
}

function parseLines(data: Buffer): ResultRecord[] {
  const lines = data.toString().split('\n').filter(Boolean);
  return lines.map(line => JSON.parse(line) as ResultRecord);
}
