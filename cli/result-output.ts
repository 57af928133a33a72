import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { once } from 'node:events';
import type { Pipeline } from '../engine/definition/pipeline';
import { recordTexts } from '../engine/results/record-text';
import { ResultTable } from '../engine/results/result-table';
import { DynamoTable } from '../lambda/aws/dynamo-table';

/** Prints the latest revision of every result as NDJSON, ordered by query, window start and key; retracted ones are left out. */
export async function printResults(
  pipeline: Pick<Pipeline, 'name' | 'queries'>,
  client: DynamoDBClient,
  tableName: string,
): Promise<number> {
  const table = new ResultTable(new DynamoTable(DynamoDBDocumentClient.from(client), tableName));
  let printed = 0;
  for (const query of [...pipeline.queries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const { blockStartMs, rows } of await table.read(query)) {
      const textOf = recordTexts(pipeline, query, blockStartMs, Object.keys(query.values));
      const lines = rows.filter(row => !row.retracted).map(row => textOf(row) + '\n');
      printed += lines.length;
      if (lines.length > 0 && !process.stdout.write(lines.join(''))) await once(process.stdout, 'drain');
    }
  }
  return printed;
}
