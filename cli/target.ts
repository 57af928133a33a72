import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dynamoDbClient, kinesisClient } from '../local/services/clients';
import { lockDataDir } from '../local/services/lock';
import { startServices } from '../local/services/services';
import { say } from './progress';
import { findRunning } from './running';
import { UserError } from './user-error';

/** The Kinesis that a command talks to, and what to call it. */
export interface Target {
  readonly client: KinesisClient;
  readonly name: string;
}

/**
 * Where `AWS_ENDPOINT_URL` or `AWS_ENDPOINT_URL_KINESIS` points; else the runner on this machine, if one runs; else AWS,
 * by the usual environment.
 */
export async function kinesisTarget(): Promise<Target> {
  const endpoint = endpointOfEnvironment();
  if (endpoint) return { client: new KinesisClient({ requestHandler: new NodeHttpHandler() }), name: endpoint };
  const running = findRunning();
  if (!running) return { client: new KinesisClient(), name: 'AWS' };
  say(
    `using the runner on this machine (process ${running.pid}, ${running.kinesis}); set AWS_ENDPOINT_URL for another`,
  );
  return { client: await kinesisClient(running.kinesis), name: running.kinesis };
}

function endpointOfEnvironment(): string | undefined {
  for (const name of ['AWS_ENDPOINT_URL_KINESIS', 'AWS_ENDPOINT_URL']) {
    const url = process.env[name];
    if (!url) continue;
    if (/^https?:\/\/./.test(url)) return url;
    throw new UserError(`${name}: expected a URL such as http://localhost:4566: ${url.slice(0, 100)}`);
  }
  return undefined;
}

/** The stores that a command reads, and how to leave them. */
export interface StoreTarget {
  readonly kinesis: KinesisClient;
  readonly dynamodb: DynamoDBClient;
  readonly name: string;
  close(): Promise<void>;
}

/** The stores of a data folder that no runner uses, opened for the command; without one, as kinesisTarget. */
export async function storeTarget(dataDir: string | undefined): Promise<StoreTarget> {
  if (dataDir === undefined) {
    const { client: kinesis, name } = await kinesisTarget();
    const running = findRunning();
    const isLocal = running !== undefined && name === running.kinesis;
    const dynamodb = isLocal ? await dynamoDbClient(running.dynamodb) : new DynamoDBClient();
    return { kinesis, dynamodb, name, close: () => Promise.resolve() };
  }
  if (!existsSync(join(dataDir, 'dynamodb'))) throw new UserError(`${dataDir} is not a data folder of a runner`);
  const unlock = await lockDataDir(dataDir);
  const services = await startServices(dataDir, {}, () => undefined);
  return {
    kinesis: await kinesisClient(services.endpoints.kinesis),
    dynamodb: await dynamoDbClient(services.endpoints.dynamodb),
    name: dataDir,
    close: async () => {
      await services.close();
      await unlock();
    },
  };
}
