import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BEGIN } from '../../../engine/sequence-number';
import { DynamoTable } from '../../../lambda/aws/dynamo-table';
import type { HttpEvent } from '../../../lambda/aws/http-event';
import { KinesisSource } from '../../../lambda/aws/kinesis-source';
import { HandlerFunction } from '../../../lib/handler-function';
import { LocalFunction } from '../../../local/runtime/local-function';
import { RuntimeApi } from '../../../local/runtime/runtime-api';
import { clientEnvironment } from '../../../local/services/client-environment';
import { dynamoDbClient, kinesisClient } from '../../../local/services/clients';
import { ensureTable } from '../../../local/services/dynamodb';
import { ensureStream } from '../../../local/services/kinesis';
import { type Services, startServices } from '../../../local/services/services';
import { newFolder, removeFolders } from '../../local/support/folders';
import { click, clicks } from '../../support/clicks';
import { Rig } from '../../support/rig';

jest.setTimeout(60_000);

type Handler = (event: HttpEvent) => Promise<{ statusCode: number; headers: Record<string, string>; body: string }>;

let services: Services;
let dynamodb: DynamoDBClient;
let kinesis: KinesisClient;
let api: RuntimeApi;
const functions: LocalFunction[] = [];
const logs: string[] = [];

beforeAll(async () => {
  services = await startServices(newFolder(), {}, () => undefined);
  dynamodb = await dynamoDbClient(services.endpoints.dynamodb);
  kinesis = await kinesisClient(services.endpoints.kinesis);
  api = await RuntimeApi.start();
});

afterAll(async () => {
  for (const each of functions) await each.close();
  await api.close();
  dynamodb.destroy();
  kinesis.destroy();
  await services.close();
  removeFolders();
});

/** A function as it is deployed, in a process of its own. */
function load(handler: 'api' | 'collect', environment: Record<string, string>, data?: unknown): Handler {
  const outdir = newFolder();
  const app = new App({ outdir, builtinCloudFormationValidation: false });
  new HandlerFunction(new Stack(app, 'Stack'), 'Function', {
    handler,
    data,
    description: '',
    memorySize: 128,
    timeout: Duration.seconds(1),
    environment,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  app.synth();
  const codeDir = join(
    outdir,
    readdirSync(outdir).find(name => name.startsWith('asset.'))!,
  );
  const plan = {
    name: handler,
    arn: '',
    codeDir,
    handler: 'index.handler',
    timeoutMs: 20_000,
    memoryMb: 512,
    environment,
  };
  const options = { api, plan, environment: clientEnvironment(services.endpoints), processesMax: 1 };
  functions.push(new LocalFunction({ ...options, onLog: line => logs.push(line) }));
  return event => functions.at(-1)!.invoke(event) as ReturnType<Handler>;
}

async function newTable(name: string): Promise<DynamoTable> {
  const keys = [
    { attribute: 'pk', type: 'S', role: 'HASH' },
    { attribute: 'sk', type: 'S', role: 'RANGE' },
  ] as const;
  await ensureTable(dynamodb, { name, streamArn: '', keys });
  return new DynamoTable(DynamoDBDocumentClient.from(dynamodb), name);
}

const event = (method: string, path: string, over: Partial<HttpEvent> = {}): HttpEvent => {
  const [rawPath, rawQueryString] = path.split('?') as [string, string?];
  return {
    rawPath,
    rawQueryString: rawQueryString ?? '',
    headers: { 'User-Agent': 'curl/8.5.0' },
    isBase64Encoded: false,
    requestContext: { http: { method, sourceIp: '203.0.113.7' } },
    ...over,
  };
};

test('the query function answers from the tables it is told of', async () => {
  const rig = new Rig(clicks());
  rig.state = await newTable('state');
  rig.results = await newTable('results');
  await rig.aggregate([rig.put(click(1)), rig.put(click(2)), rig.put(click(15))]);
  await rig.finalize();
  const { name, scope, queries } = rig.pipeline;
  const tables = { [name]: { results: 'results', state: 'state' } };
  const handler = load('api', { TABLES: JSON.stringify(tables) }, [{ name, scope, queries }]);

  const windows = await handler(event('GET', '/pipelines/clicks/queries/by_page/windows?key=%5B%22home%22%5D'));
  expect(windows).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json; charset=utf-8' } });
  expect(JSON.parse(windows.body)).toMatchObject({
    windows: [{ key: { page: 'home' }, values: { n: 2 } }],
    cursor: null,
  });

  const live = await handler(event('GET', '/pipelines/clicks/live', { headers: { 'Last-Event-ID': '0' } }));
  expect(live.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect(live.body).toMatch(/^retry: 1000\n\nevent: window\nid: 1\n/);
  expect(await handler(event('GET', '/pipelines/nobody/status'))).toMatchObject({ statusCode: 404 });
});

test('the collect function puts page views on the stream, with an id of the day', async () => {
  await ensureStream(kinesis, { name: 'page_views', arn: '', shardCount: 1, retentionHours: 24 });
  await newTable('salts');
  const handler = load('collect', {
    TARGET_STREAM: 'page_views',
    SALTS_TABLE: 'salts',
    ORIGINS: 'https://example.com,https://example.org',
  });
  const body = JSON.stringify({ url: 'https://example.com/home' });
  expect(await handler(event('POST', '/collect', { body }))).toMatchObject({ statusCode: 202 });
  const base64 = { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
  expect(await handler(event('POST', '/collect', base64))).toMatchObject({ statusCode: 202 });
  const evil = { body, headers: { Origin: 'https://evil.test' } };
  expect(await handler(event('POST', '/collect', evil))).toMatchObject({ statusCode: 403 });
  expect(await handler(event('POST', '/collect', { body: '{}' }))).toMatchObject({ statusCode: 400 });

  const source = new KinesisSource(kinesis, 'page_views');
  const [{ shardId } = { shardId: '' }] = await source.listShards();
  const { records } = await source.getRecords(await source.iteratorAfter(shardId, BEGIN), 100);
  const views = records.map(({ data }) => JSON.parse(Buffer.from(data).toString()) as Record<string, unknown>);
  expect(views).toMatchObject([
    { url: 'https://example.com/home', bot: true },
    { url: 'https://example.com/home', bot: true },
  ]);
  expect(views[0]!['anonymous_user_id']).toBe(views[1]!['anonymous_user_id']);
});

test('the collect function refuses to start without its settings', async () => {
  const handler = load('collect', { TARGET_STREAM: 'page_views' });
  await expect(handler(event('POST', '/collect'))).rejects.toThrow();
  expect(logs.join('\n')).toContain('environment: SALTS_TABLE is not set; ORIGINS is not set');
});
