import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { REGION } from '../assembly/intrinsics';
import { CREDENTIALS } from './client-environment';

const common = (endpoint: string) => ({ endpoint, region: REGION, credentials: CREDENTIALS, maxAttempts: 5 });

/** A client of the embedded Kinesis. It speaks HTTP/1.1, which costs less here than the SDK's own choice, HTTP/2. */
export async function kinesisClient(endpoint: string): Promise<KinesisClient> {
  const { KinesisClient } = await import('@aws-sdk/client-kinesis');
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  return new KinesisClient({ ...common(endpoint), requestHandler: new NodeHttpHandler() });
}

/** A client of the embedded DynamoDB. */
export async function dynamoDbClient(endpoint: string): Promise<DynamoDBClient> {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  return new DynamoDBClient(common(endpoint));
}
