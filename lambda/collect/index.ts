import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { collect, type CollectDeps } from '../../collector/collect';
import { TableSalts } from '../../collector/visitor';
import { clientOptions } from '../aws/client-options';
import { DynamoTable } from '../aws/dynamo-table';
import { bodyOf, type HttpEvent, toApiRequest, toResult } from '../aws/http-event';
import { KinesisOutput } from '../aws/kinesis-output';
import { systemClock } from '../aws/system-clock';
import { readEnvironment } from './environment';

const { targetStream, saltsTable, origins, honourDoNotTrack } = readEnvironment(process.env);
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions('DYNAMODB')));
const deps: CollectDeps = {
  stream: new KinesisOutput(new KinesisClient(clientOptions('KINESIS')), targetStream),
  salts: new TableSalts(new DynamoTable(dynamo, saltsTable)),
  clock: systemClock,
  isAllowedOrigin: origin => origins.has(origin),
  honourDoNotTrack,
};

/** Takes page views. Nothing of the request is logged: it holds the client's address. */
export async function handler(event: HttpEvent): Promise<APIGatewayProxyStructuredResultV2> {
  const request = { ...toApiRequest(event), body: bodyOf(event), address: event.requestContext.http.sourceIp };
  return toResult(await collect(request, deps));
}
