import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite, { type Options } from 'dynalite';
import db, { type Store } from 'dynalite/db';
import type { Server } from 'node:http';
import type { TablePlan } from '../assembly/plan';
import { answerBatchStatements } from './batch-statements';
import { closeIteratorsByReturn } from './close-iterators';
import { gatherCalls } from './gather-calls';
import { guard } from './guard';
import { close, listen, requireFree } from './listen';
import type { Service } from './service';
import { type ItemInserted, watchPuts } from './write-watch';

/** Starts an embedded DynamoDB that keeps its data in a folder. `onPut` hears of every item put, in place of a change stream. */
export async function startDynamoDb(path: string, port: number, onPut: (put: ItemInserted) => void): Promise<Service> {
  await requireFree(port, 'DynamoDB');
  const server = embeddedDynamoDb({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const { drained } = guard(server);
  watchPuts(server, onPut);
  const endpoint = await listen(server, port, 'DynamoDB');
  return {
    endpoint,
    close: async () => {
      await drained();
      await close(server);
    },
  };
}

/** dynalite with what it lacks. */
export function embeddedDynamoDb(options: Options): Server {
  closeIteratorsByReturn();
  const { create } = db;
  let store!: Store;
  db.create = each => (store = create(each)); // the one way to come by it
  const server = dynalite(options);
  db.create = create;
  gatherCalls(store.db);
  answerBatchStatements(server, store);
  return server;
}

/** Creates a table unless it exists, and waits until it can be used. */
export async function ensureTable(client: DynamoDBClient, plan: TablePlan): Promise<void> {
  const { CreateTableCommand, waitUntilTableExists } = await import('@aws-sdk/client-dynamodb');
  try {
    await client.send(
      new CreateTableCommand({
        TableName: plan.name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: plan.keys.map(key => ({ AttributeName: key.attribute, KeyType: key.role })),
        AttributeDefinitions: plan.keys.map(key => ({ AttributeName: key.attribute, AttributeType: key.type })),
      }),
    );
  } catch (error) {
    if ((error as Error).name === 'ResourceInUseException') return;
    throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.02, maxDelay: 0.1 }, { TableName: plan.name });
}
