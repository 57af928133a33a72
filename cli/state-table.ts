import { type DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { Pipeline } from '../engine/definition/pipeline';
import { findRunning } from './running';
import { UserError } from './user-error';

/** The running runner's, or the one table that our own stack of the pipeline has made. */
export async function stateTableOf(
  { name }: Pick<Pipeline, 'name'>,
  client: DynamoDBClient,
  where: string,
): Promise<string> {
  const running = findRunning()?.pipelines[name]?.stateTable;
  const names: string[] = [];
  let start: string | undefined;
  do {
    const page = await client.send(new ListTablesCommand(start ? { ExclusiveStartTableName: start } : {}));
    names.push(...(page.TableNames ?? []));
    start = page.LastEvaluatedTableName;
  } while (start);
  if (running !== undefined && names.includes(running)) return running;
  const found = names.filter(table => table.startsWith(`Tidemark-${name}-`) && table.includes('State'));
  if (found.length === 1) return found[0]!;
  const what = found.length === 0 ? 'no state table' : `${found.length} state tables`;
  throw new UserError(`${what} of ${name} at ${where}; name it by --state-table (the stack's output StateTable)`);
}
