import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelinePlan } from '../assembly/plan';
import { LocalError } from '../local-error';
import type { Endpoints } from './client-environment';
import { dynamoDbClient, kinesisClient } from './clients';
import { ensureTable, startDynamoDb } from './dynamodb';
import { ensureStream, startKinesis } from './kinesis';
import { startGlue } from './glue';
import { startS3 } from './s3';
import type { Service } from './service';
import type { ItemInserted } from './write-watch';

/** Ports on 127.0.0.1; 0 or none: any free one. */
export interface Ports {
  readonly kinesis?: number;
  readonly dynamodb?: number;
  readonly s3?: number;
  readonly glue?: number;
}

export interface Services {
  readonly endpoints: Endpoints;
  close(): Promise<void>;
}

/**
 * Starts the embedded services over a data folder that is locked for this process. State that was there is taken up.
 *
 * @param schemas folder of the schemas that the registry has.
 * @throws LocalError when a port is taken or the folder cannot be used.
 */
export async function startServices(
  dataDir: string,
  ports: Ports,
  onPut: (put: ItemInserted) => void,
  onObject?: (key: string) => void,
  schemas?: string,
): Promise<Services> {
  const folder = (name: string): string => {
    try {
      mkdirSync(join(dataDir, name), { recursive: true });
    } catch (error) {
      throw new LocalError(`cannot use ${join(dataDir, name)} (${(error as NodeJS.ErrnoException).code})`);
    }
    return join(dataDir, name);
  };
  const started: Service[] = [];
  const start = async (service: Promise<Service>): Promise<string> => {
    started.push(await service);
    return started.at(-1)!.endpoint;
  };
  const close = async (): Promise<void> => {
    for (const service of started.splice(0).reverse()) await service.close();
  };
  try {
    const kinesis = await start(startKinesis(folder('kinesis'), ports.kinesis ?? 0));
    const dynamodb = await start(startDynamoDb(folder('dynamodb'), ports.dynamodb ?? 0, onPut));
    const s3 = await start(startS3(folder('lake'), ports.s3 ?? 0, onObject));
    const glue = await start(startGlue(schemas, ports.glue ?? 0));
    return { endpoints: { kinesis, dynamodb, s3, glue }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Creates the streams and tables that are missing. */
export async function ensureResources(endpoints: Endpoints, plans: readonly PipelinePlan[]): Promise<void> {
  const kinesis = await kinesisClient(endpoints.kinesis);
  const dynamodb = await dynamoDbClient(endpoints.dynamodb);
  try {
    // All of them to their end, so that none is under way when a failure closes the services.
    const outcomes = await Promise.allSettled([
      ...plans.flatMap(plan => plan.streams.map(stream => ensureStream(kinesis, stream))),
      ...plans.flatMap(plan => plan.tables.map(table => ensureTable(dynamodb, table))),
    ]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  } finally {
    kinesis.destroy();
    dynamodb.destroy();
  }
}
