import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { LocalError } from '../../local/local-error';
import { type LocalRunner, startLocal } from '../../local/runner';
import type { LocalOptions } from '../../local/runner-options';
import { dynamoDbClient, kinesisClient } from '../../local/services/clients';
import { COUNTING_AGGREGATE, LOGGING_FINALIZE, writeAssembly } from './support/assembly';
import { newFolder, removeFolders } from './support/folders';

jest.setTimeout(30_000);

const runners: LocalRunner[] = [];
const logs: string[] = [];

const start = async (options: Partial<LocalOptions> = {}): Promise<LocalRunner> => {
  const assemblyDir =
    options.assemblyDir ?? writeAssembly({ aggregate: COUNTING_AGGREGATE, finalize: LOGGING_FINALIZE });
  runners.push(
    await startLocal({ pipelines: ['demo'], onLog: ({ line }) => logs.push(line), ...options, assemblyDir }),
  );
  return runners.at(-1)!;
};

const put = async (runner: LocalRunner, from: number, count: number): Promise<void> => {
  const client = await kinesisClient(runner.endpoints.kinesis);
  const Records = Array.from({ length: count }, (_, i) => ({
    PartitionKey: `key${i}`,
    Data: Buffer.from(`{"n":${from + i}}\n`),
  }));
  await client.send(new PutRecordsCommand({ StreamName: runner.sourceStream('demo'), Records }));
  client.destroy();
};

const countedEvents = async (runner: LocalRunner): Promise<number> => {
  const client: DynamoDBClient = await dynamoDbClient(runner.endpoints.dynamodb);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: runner.plan('demo').tables[0]!.name }));
  client.destroy();
  return Items.reduce((sum, item) => sum + Number(item['count']!.N), 0);
};

const lakeLines = (dataDir: string): string[] =>
  readdirSync(join(dataDir, 'lake', 'raw'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.gz'))
    .flatMap(name =>
      gunzipSync(readFileSync(join(dataDir, 'lake', 'raw', name)))
        .toString()
        .trim()
        .split('\n'),
    );

/** Numbers of the processes that run functions for a runner. */
const childProcesses = (runnerPid = process.pid): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => Number(parent) === runnerPid && args.join(' ').includes('bootstrap.js'))
    .map(([pid]) => Number(pid));

afterEach(async () => {
  await Promise.all(runners.splice(0).map(runner => runner.stop()));
  logs.length = 0;
  removeFolders();
});

test('every record put is folded, hinted, and in the lake once the input has ended', async () => {
  const dataDir = newFolder();
  const runner = await start({ dataDir });
  expect(runner.resources('demo')).toMatchObject({
    sourceStream: 'Tidemark-demo-Events',
    aggregatesStream: 'Tidemark-demo-Aggregates',
    stateTable: 'Tidemark-demo-State',
  });
  await put(runner, 0, 100);
  const report = await runner.endOfInput('demo');
  expect(report).toMatchObject({ caughtUp: true, flushed: true });
  expect(runner.acknowledged('demo').records).toBe(100);
  expect(await countedEvents(runner)).toBe(100);
  expect(lakeLines(dataDir).sort()).toEqual(Array.from({ length: 100 }, (_, n) => `{"n":${n}}`).sort());
  expect(logs.some(line => line.includes('"endOfInput":true'))).toBe(true);
});

test('a new commit reaches finalize as a change of the table, and nothing else does', async () => {
  const runner = await start();
  await put(runner, 0, 10);
  while (!logs.some(line => line.includes('INSERT'))) await new Promise(done => setTimeout(done, 20));
  const hint = logs.find(line => line.includes('INSERT'))!;
  expect(JSON.parse(hint.replace('finalize ', ''))).toMatchObject({
    whenIdle: 'flush',
    Records: [
      {
        eventName: 'INSERT',
        dynamodb: { Keys: { pk: { S: expect.stringMatching(/^C#shardId-/) }, sk: { S: expect.any(String) } } },
      },
    ],
  });
});

test('a restart on the same folder goes on behind the last checkpoint', async () => {
  const dataDir = newFolder();
  const assemblyDir = writeAssembly({ aggregate: COUNTING_AGGREGATE, finalize: LOGGING_FINALIZE });
  const before = await start({ dataDir, assemblyDir });
  await put(before, 0, 50);
  await before.endOfInput('demo');
  await before.stop();
  const after = await start({ dataDir, assemblyDir });
  await put(after, 50, 7);
  await after.endOfInput('demo');
  expect(after.acknowledged('demo').records).toBe(7);
  expect(await countedEvents(after)).toBe(57);
  expect(lakeLines(dataDir)).toHaveLength(57);
});

test('a function killed in the middle is started again and its batch repeated', async () => {
  const runner = await start();
  await put(runner, 0, 10);
  await runner.whenAcknowledged('demo', 10);
  for (const { name } of runner.plan('demo').functions) await runner.killFunction(name);
  await put(runner, 10, 10);
  await runner.endOfInput('demo');
  expect(runner.acknowledged('demo').records).toBe(20);
});

test('nothing is left behind: stop ends all processes and may be called twice', async () => {
  const runner = await start();
  await put(runner, 0, 10);
  await runner.endOfInput('demo');
  expect(childProcesses().length).toBeGreaterThan(0);
  await Promise.all([runner.stop(), runner.stop()]);
  expect(childProcesses()).toEqual([]);
  await expect(fetch(runner.endpoints.kinesis)).rejects.toThrow();
  expect(() => readdirSync(runner.dataDir)).toThrow(/ENOENT/);
});

test('two runners never share a data folder', async () => {
  const dataDir = newFolder();
  await start({ dataDir });
  await expect(start({ dataDir })).rejects.toThrow(
    new LocalError(`${dataDir} is in use by another runner (process ${process.pid})`),
  );
});

test('a runner killed in the middle leaves no process behind, and its folder goes on, the open window from its start', async () => {
  const dataDir = newFolder();
  const assemblyDir = writeAssembly({ aggregate: COUNTING_AGGREGATE, finalize: LOGGING_FINALIZE });
  const script = join(newFolder(), 'run.ts');
  writeFileSync(
    script,
    `import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
     import { startLocal } from '${join(__dirname, '../../local/runner')}';
     import { kinesisClient } from '${join(__dirname, '../../local/services/clients')}';
     void startLocal(${JSON.stringify({ pipelines: ['demo'], dataDir, assemblyDir })}).then(async runner => {
       const client = await kinesisClient(runner.endpoints.kinesis);
       const Records = Array.from({ length: 20 }, (_, i) => ({ PartitionKey: 'k' + i, Data: Buffer.from('{}') }));
       await client.send(new PutRecordsCommand({ StreamName: runner.sourceStream('demo'), Records }));
       await runner.whenAcknowledged('demo', 20);
       console.log('acknowledged');
     });`,
  );
  const killed = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_PATH: join(__dirname, '../../node_modules') },
  });
  await once(killed.stdout, 'data');
  const orphans = childProcesses(killed.pid!);
  expect(orphans.length).toBeGreaterThan(0);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  for (let i = 0; i < 100 && orphans.some(isAlive); i++) await new Promise(done => setTimeout(done, 20));
  expect(orphans.filter(isAlive)).toEqual([]);

  const runner = await start({ dataDir, assemblyDir });
  await put(runner, 0, 5);
  await runner.endOfInput('demo');
  expect(await countedEvents(runner)).toBe(25);
  expect(lakeLines(dataDir)).toHaveLength(25);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
