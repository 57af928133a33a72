import {
  DescribeStreamSummaryCommand,
  type KinesisClient,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordsCommand,
  type Shard,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ResultRecord, toRecord } from '../../engine/results/result-row';
import { ResultTable } from '../../engine/results/result-table';
import { DynamoTable } from '../../lambda/aws/dynamo-table';
import { type LocalRunner, startLocal } from '../../local/runner';
import { dynamoDbClient, kinesisClient } from '../../local/services/clients';
import type { Random } from '../../pipelines/templates/generator';
import definition from './definition';
import { DEFINITION, type Killed } from './killed-replay';

/** Half a second of events: with their own disorder less than the watermark waits for. */
const LINES_PER_PUT = 50;
const SHARDS_MAX = 6;
const KILLS_MAX = 16;
const RESHARDS_MAX = 12;

/** Puts an input key by key while shards split and merge, and functions are killed. */
export async function reshardedRun(
  input: string,
  dataDir: string,
  random: Random,
): Promise<{ results: ResultRecord[]; killed: Killed; reshards: number }> {
  const runner = await startLocal({ pipelines: [DEFINITION], dataDir, whenIdle: 'hold' });
  try {
    const stream = runner.sourceStream(definition.name);
    const client = await kinesisClient(runner.endpoints.kinesis);
    const killed: Killed = { functions: 0, runners: 0 };
    let reshards = 0;
    let hasEnded = false;
    const disturb = async (everyMs: number, disturbance: () => Promise<void>): Promise<void> => {
      for (;;) {
        await sleep(everyMs * random());
        if (hasEnded) return;
        await disturbance();
      }
    };
    const disturbances = [
      disturb(1_200, async () => {
        if (killed.functions >= KILLS_MAX) return;
        const { functions } = runner.plan(definition.name);
        await runner.killFunction(functions[Math.floor(random() * functions.length)]!.name);
        killed.functions++;
      }),
      disturb(2_500, async () => {
        if (reshards < RESHARDS_MAX && (await reshard(client, stream, random))) reshards++;
      }),
    ];
    await putAll(client, stream, readFileSync(input, 'utf8').trim().split('\n'));
    hasEnded = true;
    await Promise.all(disturbances);
    await runner.endOfInput(definition.name);
    return { results: await readResults(runner), killed, reshards };
  } finally {
    await runner.stop();
  }
}

async function putAll(client: KinesisClient, stream: string, lines: readonly string[]): Promise<void> {
  for (let at = 0; at < lines.length; at += LINES_PER_PUT) {
    const byKey = new Map<string, string[]>();
    for (const line of lines.slice(at, at + LINES_PER_PUT)) {
      const { stockName } = JSON.parse(line) as { stockName: string };
      byKey.set(stockName, [...(byKey.get(stockName) ?? []), line]);
    }
    let left = [...byKey].map(([PartitionKey, events]) => ({ PartitionKey, Data: Buffer.from(events.join('\n')) }));
    while (left.length > 0) {
      const { Records } = await client.send(new PutRecordsCommand({ StreamName: stream, Records: left }));
      left = left.filter((_, i) => Records![i]!.ErrorCode !== undefined);
    }
  }
}

/** Splits or merges open shards; false while the stream is still busy with the last time. */
async function reshard(client: KinesisClient, stream: string, random: Random): Promise<boolean> {
  const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: stream }));
  if (StreamDescriptionSummary!.StreamStatus !== 'ACTIVE') return false;
  const { Shards } = await client.send(new ListShardsCommand({ StreamName: stream }));
  const open = Shards!
    .filter(shard => shard.SequenceNumberRange!.EndingSequenceNumber === undefined)
    .sort((a, b) => (start(a) < start(b) ? -1 : 1));
  const at = Math.floor(random() * (open.length - 1));
  if (open.length >= SHARDS_MAX || random() < 0.4) {
    if (open.length < 2) return false;
    const [left, right] = [open[at]!, open[at + 1]!];
    await client.send(
      new MergeShardsCommand({ StreamName: stream, ShardToMerge: left.ShardId, AdjacentShardToMerge: right.ShardId }),
    );
    return true;
  }
  const { ShardId, HashKeyRange } = open[at]!;
  const middle = (start(open[at]!) + BigInt(HashKeyRange!.EndingHashKey!)) / 2n;
  await client.send(
    new SplitShardCommand({ StreamName: stream, ShardToSplit: ShardId, NewStartingHashKey: String(middle) }),
  );
  return true;
}

const start = ({ HashKeyRange }: Shard): bigint => BigInt(HashKeyRange!.StartingHashKey!);

async function readResults(runner: LocalRunner): Promise<ResultRecord[]> {
  const dynamo = await dynamoDbClient(runner.endpoints.dynamodb);
  const name = runner.resources(definition.name).resultsTable!;
  const table = new ResultTable(new DynamoTable(DynamoDBDocumentClient.from(dynamo), name));
  const results: ResultRecord[] = [];
  for (const query of definition.queries) {
    for (const { blockStartMs, rows } of await table.read(query))
      results.push(...rows.filter(row => !row.retracted).map(row => toRecord(definition, query, blockStartMs, row)));
  }
  return results;
}
