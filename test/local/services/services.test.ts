import { AbstractLevel, AbstractValueIterator } from 'abstract-level';
import { BatchWriteItemCommand, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetRecordsCommand, GetShardIteratorCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelinePlan } from '../../../local/assembly/plan';
import { LocalError } from '../../../local/local-error';
import { dynamoDbClient, kinesisClient } from '../../../local/services/clients';
import { ensureResources, type Services, startServices } from '../../../local/services/services';
import type { ItemInserted } from '../../../local/services/write-watch';
import { newFolder, removeFolders } from '../support/folders';

const PLAN: PipelinePlan = {
  pipeline: 'p',
  streams: [{ name: 's', arn: 'arn:s', shardCount: 1, retentionHours: 48 }],
  tables: [
    {
      name: 'table',
      streamArn: 'arn:t',
      keys: [
        { attribute: 'pk', type: 'S', role: 'HASH' },
        { attribute: 'sk', type: 'S', role: 'RANGE' },
      ],
    },
  ],
  functions: [],
  mappings: [],
  triggers: [],
  schedules: [],
  sources: {},
};

const started: Services[] = [];
const puts: ItemInserted[] = [];

const start = async (folder: string, ports = {}): Promise<Services> => {
  started.push(await startServices(folder, ports, put => puts.push(put)));
  await ensureResources(started.at(-1)!.endpoints, [PLAN]);
  return started.at(-1)!;
};

const item = (pk: string) => ({ pk: { S: pk }, sk: { S: '1' } });

afterEach(async () => {
  for (const services of started.splice(0)) await services.close();
  puts.length = 0;
  removeFolders();
});

test('records and items are there after a restart', async () => {
  const folder = newFolder();
  const before = await start(folder);
  const [kinesis, table] = [
    await kinesisClient(before.endpoints.kinesis),
    await dynamoDbClient(before.endpoints.dynamodb),
  ];
  await kinesis.send(new PutRecordCommand({ StreamName: 's', PartitionKey: 'k', Data: Buffer.from('kept') }));
  await table.send(new PutItemCommand({ TableName: 'table', Item: item('a') }));
  await before.close();

  const { endpoints } = await start(folder);
  const [again, tableAgain] = [await kinesisClient(endpoints.kinesis), await dynamoDbClient(endpoints.dynamodb)];
  const { ShardIterator } = await again.send(
    new GetShardIteratorCommand({
      StreamName: 's',
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const { Records } = await again.send(new GetRecordsCommand({ ShardIterator }));
  expect(Records!.map(record => Buffer.from(record.Data!).toString())).toEqual(['kept']);
  expect((await tableAgain.send(new GetItemCommand({ TableName: 'table', Key: item('a') }))).Item).toEqual(item('a'));
});

test('each put that took effect is told, one refused by its condition is not', async () => {
  const { endpoints } = await start(newFolder());
  const table = await dynamoDbClient(endpoints.dynamodb);
  const put = () =>
    table.send(
      new PutItemCommand({ TableName: 'table', Item: item('a'), ConditionExpression: 'attribute_not_exists(pk)' }),
    );
  await put();
  await expect(put()).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  await table.send(new BatchWriteItemCommand({ RequestItems: { table: [{ PutRequest: { Item: item('b') } }] } }));
  expect(puts).toEqual([{ tableName: 'table', item: item('a') }]);
});

test('a client that breaks off in the middle of a request does no harm', async () => {
  const { endpoints } = await start(newFolder());
  for (const endpoint of [endpoints.kinesis, endpoints.dynamodb]) {
    const broken = request(endpoint, { method: 'POST', headers: { 'Content-Length': 1000 } });
    broken.on('error', () => undefined);
    await new Promise<void>(done => broken.write('{"half', () => done()));
    broken.destroy();
  }
  const table = await dynamoDbClient(endpoints.dynamodb);
  await table.send(new PutItemCommand({ TableName: 'table', Item: item('a') }));
  expect(puts).toHaveLength(1);
});

test('services listen on 127.0.0.1 only', async () => {
  const { endpoints } = await start(newFolder());
  expect(Object.values(endpoints).every(endpoint => endpoint.startsWith('http://127.0.0.1:'))).toBe(true);
});

test('a port that is taken is one clear line', async () => {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await expect(start(newFolder(), { dynamodb: port })).rejects.toThrow(
    new LocalError(`port ${port} for DynamoDB is taken`),
  );
  await new Promise(done => server.close(done));
});

test('a file where a folder is needed is one clear line', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'kinesis'), '');
  await expect(start(folder)).rejects.toThrow(new LocalError(`cannot use ${join(folder, 'kinesis')} (EEXIST)`));
});

test('a query leaves no iterator of the store open, whether it reads all or stops at its limit', async () => {
  const services = await start(newFolder());
  const table = await dynamoDbClient(services.endpoints.dynamodb);
  for (const sk of ['1', '2', '3'])
    await table.send(new PutItemCommand({ TableName: 'table', Item: { pk: { S: 'a' }, sk: { S: sk } } }));
  const opened = jest.spyOn(AbstractLevel.prototype, 'values');
  const closed = jest.spyOn(AbstractValueIterator.prototype, 'close');
  for (const Limit of [undefined, 1, 2])
    await table.send(
      new QueryCommand({
        TableName: 'table',
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'a' } },
        ...(Limit && { Limit }),
      }),
    );
  await new Promise(done => setTimeout(done, 20));
  const iterators = new Set(closed.mock.contexts);
  for (const { value } of opened.mock.results)
    expect(iterators.has(value as AbstractValueIterator<unknown, unknown, unknown>)).toBe(true);
  expect(opened).toHaveBeenCalled();
});
