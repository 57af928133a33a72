import {
  CreateStreamCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  SplitShardCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { join } from 'node:path';
import { StreamMapping } from '../../../local/event-source-mapping/stream-mapping';
import { kinesisClient } from '../../../local/services/clients';
import { startKinesis } from '../../../local/services/kinesis';
import type { Service } from '../../../local/services/service';
import { newFolder, removeFolders } from '../support/folders';

interface WindowEvent {
  shardId: string;
  isFinalInvokeForWindow: boolean;
  Records: { kinesis: { data: string } }[];
}

let kinesis: Service;
let client: KinesisClient;
let mapping: StreamMapping | undefined;
let folder: string;
const events: WindowEvent[] = [];
const never = new AbortController().signal;

beforeEach(async () => {
  folder = newFolder();
  kinesis = await startKinesis(join(folder, 'kinesis'), 0);
  client = await kinesisClient(kinesis.endpoint);
  await client.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 1 }));
  await waitUntilStreamExists({ client, minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 10 }, { StreamName: 's' });
  events.length = 0;
});

afterEach(async () => {
  await mapping?.stop();
  client.destroy();
  await kinesis.close();
  removeFolders();
});

const start = async (invoke: (event: unknown) => Promise<unknown>): Promise<StreamMapping> => {
  mapping = new StreamMapping({
    plan: {
      id: 'm',
      streamName: 's',
      functionName: 'f',
      batchSize: 100,
      batchingWindowMs: 0,
      tumblingWindowMs: 60_000,
    },
    streamArn: 'arn:s',
    client,
    checkpointPath: join(folder, 'checkpoints.json'),
    invoke,
    onLog: () => undefined,
  });
  await mapping.start();
  return mapping;
};

const remember = (event: unknown): Promise<unknown> => {
  events.push(event as WindowEvent);
  return Promise.resolve({ state: {} });
};

const put = (text: string, hash: bigint) =>
  client.send(
    new PutRecordCommand({
      StreamName: 's',
      PartitionKey: 'k',
      ExplicitHashKey: String(hash),
      Data: Buffer.from(text),
    }),
  );

const split = async (): Promise<void> => {
  await client.send(
    new SplitShardCommand({
      StreamName: 's',
      ShardToSplit: 'shardId-000000000000',
      NewStartingHashKey: String(2n ** 127n),
    }),
  );
  for (let count = 1; count < 3;)
    count = (await client.send(new ListShardsCommand({ StreamName: 's' }))).Shards!.length;
};

test('the children of a split start when their parent is finished: read to its end and its window closed', async () => {
  await put('parent', 1n);
  await split();
  await put('low', 1n);
  await put('high', 2n ** 127n);
  await (await start(remember)).endOfInput(never);
  const parentClosed = events.findIndex(event => event.shardId.endsWith('0') && event.isFinalInvokeForWindow);
  const childStarted = events.findIndex(event => !event.shardId.endsWith('0'));
  expect(parentClosed).toBeGreaterThanOrEqual(0);
  expect(childStarted).toBeGreaterThan(parentClosed);
  const texts = events.flatMap(event => event.Records.map(each => Buffer.from(each.kinesis.data, 'base64').toString()));
  expect(texts.sort()).toEqual(['high', 'low', 'parent']);
});

test('a shard that was split before its first record does not hold up its children', async () => {
  await split();
  await put('low', 1n);
  await (await start(remember)).endOfInput(never);
  expect(events.flatMap(event => event.Records)).toHaveLength(1);
});

test('records whose invocation has failed so far are lag, not acknowledged', async () => {
  let isBroken = true;
  const running = await start(event => (isBroken ? Promise.reject(new Error('broken')) : remember(event)));
  await put('abc', 1n);
  while (running.lag[0]!.records === 0) await new Promise(done => setTimeout(done, 10));
  expect(running.lag).toEqual([{ shardId: 'shardId-000000000000', records: 1, bytes: 3 }]);
  expect(running.acknowledged).toEqual({ records: 0, bytes: 0 });
  isBroken = false;
  await running.endOfInput(never);
  expect(running.acknowledged).toEqual({ records: 1, bytes: 3 });
  expect(running.lag[0]!.records).toBe(0);
});
