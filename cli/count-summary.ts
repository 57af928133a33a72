import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { readHead } from '../engine/store/chain';
import { accountedFor, addCounts, BY_QUERY, countOf, type Counts, noCounts } from '../engine/store/counts';
import { eventQueries, type Pipeline } from '../engine/definition/pipeline';
import type { SourceStream } from '../engine/ports';
import { DynamoTable } from '../lambda/aws/dynamo-table';

/** What the chains of all shards account for, since the beginning. */
export async function totalCounts(source: SourceStream, client: DynamoDBClient, stateTable: string): Promise<Counts> {
  const state = new DynamoTable(DynamoDBDocumentClient.from(client), stateTable);
  let totals = noCounts();
  for (const { shardId } of await source.listShards()) {
    const head = await readHead(state, shardId);
    if (head) totals = addCounts(totals, head.totals);
  }
  return totals;
}

/** The latest event time that some query counted or found late, ms; undefined without one. */
export async function latestEventMs(
  source: SourceStream,
  client: DynamoDBClient,
  stateTable: string,
): Promise<number | undefined> {
  const state = new DynamoTable(DynamoDBDocumentClient.from(client), stateTable);
  const heads = await Promise.all((await source.listShards()).map(({ shardId }) => readHead(state, shardId)));
  const times = heads.flatMap(head => head?.maxEventTimeMs ?? []);
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** The summary as lines, and whether every event is accounted for in every query. */
export function summarize(
  pipeline: Pipeline,
  totals: Counts,
): { readonly lines: string[]; readonly isBalanced: boolean } {
  const { decoded, quarantined, duplicates, skipped } = totals;
  const dropped = [`quarantined ${quarantined}`, `duplicates dropped ${duplicates}`, `passed over ${skipped}`];
  const lines = [
    `records ${totals.newRecords}, redelivered ${totals.redelivered}; events ${decoded}, ${dropped.join(', ')}`,
  ];
  let isBalanced = true;
  for (const { name } of eventQueries(pipeline)) {
    const balances = accountedFor(totals, name) === decoded;
    isBalanced &&= balances;
    const parts = [...BY_QUERY.map(kind => `${kind} ${countOf(totals[kind], name)}`), `quarantined ${quarantined}`];
    lines.push(`  ${name}: ${parts.join(' + ')} ${balances ? '=' : 'is not'} ${decoded - duplicates - skipped}`);
  }
  return { lines, isBalanced };
}
