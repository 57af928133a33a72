import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { eventQueries, type Pipeline } from '../../engine/definition/pipeline';
import type { Table } from '../../engine/ports';
import { QUERIES_PK } from '../../engine/store/keys';
import { DynamoTable } from '../../lambda/aws/dynamo-table';
import { stateTableOf } from '../state-table';
import { storeTarget } from '../target';
import { UserError } from '../user-error';
import type { Change, QueryChange } from './change';

/** Where the state of a deployed pipeline is: as for `audit`. */
export interface Deployed {
  readonly dataDir?: string;
  readonly stateTable?: string;
}

/** What the state table of the deployed pipeline has of a definition's queries. */
export async function changeOverDeployed(
  pipeline: Pipeline,
  { dataDir, stateTable }: Deployed,
): Promise<{ readonly change: Change; readonly table: string }> {
  const target = await storeTarget(dataDir);
  try {
    const table = stateTable ?? (await stateTableOf(pipeline, target.dynamodb, target.name));
    const state = new DynamoTable(DynamoDBDocumentClient.from(target.dynamodb), table);
    const change = await changeOverState(pipeline, state).catch((error: unknown) => {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
      throw new UserError(`no table ${table} at ${target.name}`);
    });
    return { change, table };
  } finally {
    await target.close();
  }
}

/**
 * By the ids of all queries that ever held data there. What those showed, and which of the others were deployed last, is not
 * in the table; queries over others have no state.
 */
export async function changeOverState(pipeline: Pipeline, state: Pick<Table, 'query'>): Promise<Change> {
  const ids = (await state.query(QUERIES_PK)).map(({ sk }) => sk);
  const fateOf = (name: string, id: string): QueryChange['fate'] => {
    if (ids.includes(id)) return 'kept';
    return ids.some(each => each.startsWith(`${name}@`)) ? 'anew' : 'new';
  };
  const queries = eventQueries(pipeline).map(({ name, id }) => ({ query: name, fate: fateOf(name, id), changed: [] }));
  return { pipeline: pipeline.name, queries, settings: [] };
}
