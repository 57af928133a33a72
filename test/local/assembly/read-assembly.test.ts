import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../../../local/assembly/read-assembly';
import { LocalError } from '../../../local/local-error';
import { writeAssembly } from '../support/assembly';
import { newFolder, removeFolders } from '../support/folders';

afterEach(removeFolders);

const assembly = (): string =>
  writeAssembly({ aggregate: '', finalize: '', shards: 3, tumblingWindowSeconds: 10, timeoutSeconds: 60 });

/** The assembly with one resource's properties changed. */
function changed(logicalId: string, properties: object): string {
  const folder = assembly();
  const file = join(folder, 'demo.json');
  const template = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, { Properties: object }> };
  Object.assign(template.Resources[logicalId]!.Properties, properties);
  writeFileSync(file, JSON.stringify(template));
  return folder;
}

test('a plan holds the settings of the template, names resolved across stacks', () => {
  const folder = assembly();
  const [plan, ...others] = readAssembly(folder);
  expect(others).toEqual([]);
  expect(plan).toEqual({
    pipeline: 'demo',
    streams: [
      {
        name: 'Tidemark-demo-Events',
        arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/Tidemark-demo-Events',
        shardCount: 3,
        retentionHours: 24,
      },
      expect.objectContaining({ name: 'Tidemark-demo-Aggregates', shardCount: 1 }),
    ],
    tables: [
      {
        name: 'Tidemark-demo-State',
        streamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Tidemark-demo-State/stream/local',
        keys: [
          { attribute: 'pk', type: 'S', role: 'HASH' },
          { attribute: 'sk', type: 'S', role: 'RANGE' },
        ],
      },
    ],
    functions: [
      {
        name: 'Tidemark-demo-Aggregate',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:Tidemark-demo-Aggregate',
        codeDir: join(folder, 'asset.aggregate'),
        handler: 'index.handler',
        timeoutMs: 60_000,
        memoryMb: 256,
        environment: {
          STATE_TABLE: 'Tidemark-demo-State',
          STREAM: 'Tidemark-demo-Events',
          LAKE: 'tidemark-lake-bucket8a',
        },
      },
      expect.objectContaining({ name: 'Tidemark-demo-Finalize' }),
    ],
    mappings: [
      {
        id: 'AggregateSource',
        streamName: 'Tidemark-demo-Events',
        functionName: 'Tidemark-demo-Aggregate',
        batchSize: 500,
        batchingWindowMs: 0,
        tumblingWindowMs: 10_000,
      },
    ],
    sources: { '': 'Tidemark-demo-Events' },
    triggers: [
      {
        tableName: 'Tidemark-demo-State',
        functionName: 'Tidemark-demo-Finalize',
        filters: [expect.objectContaining({ eventName: ['INSERT'] })],
      },
    ],
    schedules: [{ functionName: 'Tidemark-demo-Finalize', everyMs: 60_000, input: { tick: true } }],
  });
});

test('a resource with a name of its own keeps it', () => {
  expect(readAssembly(changed('Events', { Name: 'page_views' }))[0]!.mappings[0]!.streamName).toBe('page_views');
});

test.each([
  [
    'Tick',
    { ScheduleExpression: 'cron(0 * * * ? *)' },
    'Tidemark-demo: Tick: only rate(...) schedules run on one machine: cron(0 * * * ? *)',
  ],
  [
    'AggregateSource',
    { FilterCriteria: {} },
    'Tidemark-demo: AggregateSource: filters on a stream are not supported on one machine',
  ],
  [
    'AggregateSource',
    { EventSourceArn: { 'Fn::GetAtt': ['Tick', 'Arn'] } },
    'Tidemark-demo: AggregateSource.EventSourceArn: cannot resolve Tick.Arn (AWS::Events::Rule) on one machine',
  ],
  [
    'AggregateSource',
    { EventSourceArn: { 'Fn::If': [] } },
    'Tidemark-demo: AggregateSource.EventSourceArn: Fn::If is not supported on one machine',
  ],
])('what one machine cannot stand for is one clear line: %s %j', (logicalId, properties, message) => {
  expect(() => readAssembly(changed(logicalId, properties))).toThrow(new LocalError(message));
});

test('a folder without a synthesized app is one clear line', () => {
  const folder = newFolder();
  expect(() => readAssembly(folder)).toThrow(
    new LocalError(`${folder}: no synthesized app (manifest.json is missing)`),
  );
});
