import { DescribeStreamSummaryCommand, type KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { KinesisSource } from '../lambda/aws/kinesis-source';
import { BEGIN } from '../engine/sequence-number';
import { kinesisTarget } from './target';

/** Lists streams with their shards, open and closed, one JSON line each; the records of a shard are counted with `--count`. */
export async function streams(options: { readonly count?: boolean }): Promise<void> {
  const { client } = await kinesisTarget();
  for (const stream of await streamNames(client)) {
    const { StreamDescriptionSummary: summary } = await client.send(
      new DescribeStreamSummaryCommand({ StreamName: stream }),
    );
    const source = new KinesisSource(client, stream);
    const shards = await source.listShards();
    const described = [];
    for (const { shardId, closed, parents } of shards) {
      described.push({
        shardId,
        closed,
        ...(parents.length ? { parents } : {}),
        ...(options.count ? { records: await countRecords(source, shardId) } : {}),
      });
    }
    const { StreamStatus: status, RetentionPeriodHours: retentionHours } = summary ?? {};
    process.stdout.write(JSON.stringify({ stream, status, retentionHours, shards: described }) + '\n');
  }
}

async function streamNames(client: KinesisClient): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const last = names.at(-1);
    const page = await client.send(
      new ListStreamsCommand(last === undefined ? {} : { ExclusiveStartStreamName: last }),
    );
    names.push(...(page.StreamNames ?? []));
    if (!page.HasMoreStreams) return names;
  }
}

async function countRecords(source: KinesisSource, shardId: string): Promise<number> {
  let records = 0;
  let iterator: string | undefined = await source.iteratorAfter(shardId, BEGIN);
  while (iterator !== undefined) {
    const page = await source.getRecords(iterator, 10_000);
    records += page.records.length;
    if (page.records.length === 0 && page.millisBehindLatest === 0) break;
    iterator = page.next;
  }
  return records;
}
