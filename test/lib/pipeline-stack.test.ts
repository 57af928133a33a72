import { type Template, Match } from 'aws-cdk-lib/assertions';
import { newTidemark, resourcesOf, templateOf, type TemplateJson, templatesOf } from './support';

let templates: Map<string, TemplateJson>;
let template: Template;

beforeAll(() => {
  templates = templatesOf(newTidemark());
  template = templateOf(templates, 'Tidemark-trades');
});

/** Actions that a role may take, by the logical id (without its hash) or the import that the resource names. */
function permissions(stack: string, role: RegExp): Record<string, string[]> {
  const allowed: Record<string, string[]> = {};
  for (const [, { Properties }] of resourcesOf(templates, stack, 'AWS::IAM::Policy').filter(([id]) => role.test(id))) {
    const { Statement } = Properties!['PolicyDocument'] as {
      Statement: { Effect: string; Action: string | string[]; Resource: unknown }[];
    };
    for (const { Action, Resource } of Statement) {
      for (const resource of [Resource].flat()) (allowed[nameOf(resource)] ??= []).push(...[Action].flat());
    }
  }
  return allowed;
}

function nameOf(resource: unknown): string {
  const text = JSON.stringify(resource);
  const id = /GetAtt":\["(\w+?)[0-9A-F]{8}","(\w+)"/.exec(text) ?? /GetAtt(Lake\w+?)[0-9A-F]{8}(Arn)/.exec(text);
  const suffix = /"(\/[^"]+)"/.exec(text)?.[1] ?? '';
  return id ? `${id[1]}.${id[2]}${suffix}` : text;
}

const READ_STREAM = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];
const READ_WRITE_TABLE = ['dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'];
const WRITE_LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];

test('aggregate may read the source, use the state table and keep what it gives up, and nothing else', () => {
  expect(permissions('Tidemark-trades', /^PipelineAggregate/)).toEqual({
    'PipelineStreamsSource.Arn': READ_STREAM,
    'PipelineTablesState.Arn': READ_WRITE_TABLE,
    'LakeBucket.Arn': ['s3:ListBucket'],
    'LakeBucket.Arn/aws/lambda/*': ['s3:PutObject'],
    'PipelineAggregateHandlerLogs.Arn': WRITE_LOG,
  });
});

test('finalize may also write results, and late and quarantined events of its own pipeline', () => {
  expect(permissions('Tidemark-trades', /^PipelineFinalize/)).toEqual({
    'PipelineStreamsSource.Arn': READ_STREAM,
    'PipelineStreamsAggregates.Arn': ['kinesis:PutRecords'],
    'PipelineTablesState.Arn': READ_WRITE_TABLE,
    'PipelineTablesState.StreamArn': [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    ],
    'PipelineTablesResults.Arn': [
      ...READ_WRITE_TABLE.slice(0, 2),
      'dynamodb:PartiQLInsert',
      ...READ_WRITE_TABLE.slice(2),
    ],
    'LakeBucket.Arn/late/pipeline=trades/*': ['s3:PutObject'],
    'LakeBucket.Arn/quarantine/pipeline=trades/*': ['s3:PutObject'],
    'PipelineFinalizeHandlerLogs.Arn': WRITE_LOG,
  });
});

test('no role has a managed policy', () => {
  for (const [, { Properties }] of resourcesOf(templates, 'Tidemark-trades', 'AWS::IAM::Role')) {
    expect(Properties).not.toHaveProperty('ManagedPolicyArns');
  }
});

test('the source mapping has a tumbling window of the commit interval, one invocation a shard, and no end of retries', () => {
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PipelineStreamsSource'), 'Arn'] },
    TumblingWindowInSeconds: 5,
    StartingPosition: 'TRIM_HORIZON',
    ParallelizationFactor: 1,
    BisectBatchOnFunctionError: false,
    BatchSize: 10_000,
    MaximumBatchingWindowInSeconds: 1,
    MaximumRetryAttempts: -1,
    MaximumRecordAgeInSeconds: Match.absent(),
    FunctionResponseTypes: Match.absent(),
    DestinationConfig: {
      OnFailure: { Destination: { 'Fn::ImportValue': Match.stringLikeRegexp('^Tidemark-Lake:.*LakeBucket') } },
    },
    MetricsConfig: { Metrics: ['EventCount'] },
  });
});

test('finalize is woken by commits only, and by a tick each minute', () => {
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PipelineTablesState'), 'StreamArn'] },
    FilterCriteria: {
      Filters: [
        { Pattern: JSON.stringify({ eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'C#' }] } } } }) },
      ],
    },
    MaximumBatchingWindowInSeconds: 1,
    MaximumRetryAttempts: 3,
    MaximumRecordAgeInSeconds: 300,
    MetricsConfig: { Metrics: ['EventCount'] },
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    Targets: [
      Match.objectLike({
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PipelineFinalizeHandlerFunction'), 'Arn'] },
        Input: '{"tick":true}',
      }),
    ],
  });
});

test('streams are named after the pipeline and encrypted', () => {
  const streams = resourcesOf(templates, 'Tidemark-trades', 'AWS::Kinesis::Stream').map(
    ([, { Properties }]) => Properties!,
  );
  expect(streams.map(stream => [stream['Name'], stream['ShardCount']])).toEqual([
    ['trades', 2],
    ['trades_aggregates', 1],
  ]);
  for (const stream of streams)
    expect(stream['StreamEncryption']).toEqual({ EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' });
});

test('tables are billed by request, can be restored to any second, and are not deleted by mistake', () => {
  template.allResourcesProperties('AWS::DynamoDB::Table', {
    BillingMode: 'PAY_PER_REQUEST',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    DeletionProtectionEnabled: true,
  });
  template.hasResourceProperties('AWS::DynamoDB::Table', { StreamSpecification: { StreamViewType: 'KEYS_ONLY' } });
});

const STATEFUL = new Set(['AWS::Kinesis::Stream', 'AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Logs::LogGroup']);

test.each([
  [false, 'Retain'],
  [true, 'Delete'],
])('disposable %s: what holds data has the deletion policy %s', (disposable, policy) => {
  const all = [...templatesOf(newTidemark({ disposable })).values()].flatMap(({ Resources }) =>
    Object.values(Resources),
  );
  const stateful = all.filter(resource => STATEFUL.has(resource.Type));
  expect(stateful).toHaveLength(13);
  expect(new Set(stateful.map(resource => resource.DeletionPolicy))).toEqual(new Set([policy]));
});

test('functions run on arm64 with a bounded time and know their streams, tables and bucket', () => {
  template.allResourcesProperties('AWS::Lambda::Function', { Architectures: ['arm64'], Runtime: 'nodejs24.x' });
  const byTimeout = resourcesOf(templates, 'Tidemark-trades', 'AWS::Lambda::Function').map(([, { Properties }]) => [
    Properties!['Timeout'],
    Properties!['MemorySize'],
    Object.keys((Properties!['Environment'] as { Variables: object }).Variables).sort(),
  ]);
  expect(byTimeout).toEqual([
    [120, 512, ['NODE_OPTIONS', 'SOURCE_STREAM', 'STATE_TABLE']],
    [300, 1024, ['AGGREGATES_STREAM', 'LAKE_BUCKET', 'NODE_OPTIONS', 'RESULTS_TABLE', 'SOURCE_STREAM', 'STATE_TABLE']],
  ]);
});
