import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { join } from 'node:path';
import { handle } from '../../api/handle';
import type { ApiDeps } from '../../api/routes';
import { clientOptions } from '../aws/client-options';
import { DynamoTable } from '../aws/dynamo-table';
import { type HttpEvent, toApiRequest, toResult } from '../aws/http-event';
import { systemClock } from '../aws/system-clock';
import { readCatalogue, readTables } from './environment';

const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions('DYNAMODB')));
const tables = readTables();
const deps: ApiDeps = {
  sources: readCatalogue(join(__dirname, 'data.json')).map(pipeline => ({
    pipeline,
    results: new DynamoTable(dynamo, tables[pipeline.name]!.results),
    state: new DynamoTable(dynamo, tables[pipeline.name]!.state),
  })),
  clock: systemClock,
};

/** Answers a request to the query API. Only infrastructure errors reject. */
export async function handler(event: HttpEvent): Promise<APIGatewayProxyStructuredResultV2> {
  return toResult(await handle(toApiRequest(event), deps));
}
