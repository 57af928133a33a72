import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pipeline from '#pipeline';
import { aggregate } from '../../engine/aggregate/aggregate';
import type { AggregateDeps } from '../../engine/aggregate/invocation';
import { clientOptions } from '../aws/client-options';
import { DynamoTable } from '../aws/dynamo-table';
import { KinesisSource } from '../aws/kinesis-source';
import { systemClock } from '../aws/system-clock';
import { environment } from './environment';
import { invocationsOf, type WindowedKinesisEvent } from './window-event';

const deps: AggregateDeps = {
  pipeline,
  source: new KinesisSource(new KinesisClient(clientOptions('KINESIS')), environment.sourceStream),
  state: new DynamoTable(
    DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions('DYNAMODB'))),
    environment.stateTable,
  ),
  clock: systemClock,
};

/** Folds a batch of the source stream. Only infrastructure errors reject: the event source mapping then retries. */
export async function handler(event: WindowedKinesisEvent): Promise<{ state: unknown }> {
  let state: unknown = {};
  for (const invocation of invocationsOf(event)) state = (await aggregate(invocation, deps)).state;
  return { state };
}
