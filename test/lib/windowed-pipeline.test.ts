import { App, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { join } from 'node:path';
import { count, definePipeline, epochMillis, string, tumbling } from '../../engine';
import { DefinitionFileError, WindowedPipeline } from '../../lib';
import trades from '../../pipelines/trades';

function newStack(): Stack {
  return new Stack(
    new App({ builtinCloudFormationValidation: false, context: { 'aws:cdk:bundling-stacks': [] } }),
    'Mine',
  );
}

test("somebody else's app needs the path of a definition and nothing else", () => {
  const stack = newStack();
  const sensors = new WindowedPipeline(stack, 'Sensors', {
    definition: join(__dirname, '../golden/definitions/nasa.ts'),
  });
  const template = Template.fromStack(stack);
  expect(sensors.pipeline.queries.length).toBeGreaterThan(0);
  template.hasResourceProperties('AWS::Kinesis::Stream', { Name: sensors.pipeline.name.replaceAll('-', '_') });
  template.resourceCountIs('AWS::Lambda::Function', 2);
  template.resourceCountIs('AWS::S3::Bucket', 2);
});

test('a definition whose copies may be counted is warned of at synthesis', () => {
  const stack = newStack();
  const event = { id: string(), at: epochMillis() };
  const pipeline = definePipeline({
    name: 'trades',
    event,
    eventTime: 'at',
    dedupe: { by: 'id', within: 1000 },
    queries: { q: { window: tumbling(1000), select: { n: count() } } },
  });
  new WindowedPipeline(stack, 'Trades', { definition: 'trades', pipeline });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp("^pipeline trades: dedupe: .*partitionBy: 'id'"));
});

test('a lake, a name, capacity, retention and sizes can be given', () => {
  const stack = newStack();
  new WindowedPipeline(stack, 'Trades', {
    definition: 'trades',
    lake: Bucket.fromBucketName(stack, 'Lake', 'our-lake'),
    streamName: 'staging_trades',
    streamMode: StreamMode.ON_DEMAND,
    retention: Duration.days(7),
    aggregate: { memorySize: 2048 },
    finalize: { timeout: Duration.minutes(10) },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Kinesis::Stream', {
    Name: 'staging_trades',
    StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    RetentionPeriodHours: 168,
  });
  template.hasResourceProperties('AWS::Kinesis::Stream', { Name: 'staging_trades_aggregates' });
  template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 2048, Timeout: 120 });
  template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 1024, Timeout: 600 });
  template.resourceCountIs('AWS::S3::Bucket', 0);
});

test.each([
  [1024, '--enable-source-maps --max-semi-space-size=64'],
  [512, '--enable-source-maps'],
])(
  'finalize with %d MB runs Node with %s: a large young generation where there is room for it',
  (memorySize, options) => {
    const stack = newStack();
    new WindowedPipeline(stack, 'Trades', { definition: 'trades', finalize: { memorySize } });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 300,
      Environment: { Variables: { NODE_OPTIONS: options } },
    });
  },
);

test('two pipelines live in one stack', () => {
  const stack = newStack();
  for (const definition of ['trades', 'page-views']) new WindowedPipeline(stack, definition, { definition });
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventSourceMapping', 4);
});

test('a definition that cannot be used is refused at once', () => {
  const none = join(__dirname, 'none.ts');
  expect(() => new WindowedPipeline(newStack(), 'None', { definition: none })).toThrow(
    new DefinitionFileError(`no pipeline definition at ${none}`),
  );
});

test('a relative path is refused, since a construct does not know where it would start', () => {
  expect(() => new WindowedPipeline(newStack(), 'None', { definition: 'src/sensors.ts' })).toThrow(
    new DefinitionFileError(
      "src/sensors.ts: a construct takes an absolute path, such as join(__dirname, 'sensors.ts')",
    ),
  );
});

test.each([
  [{ eventsPerSecond: 100 }, 1],
  [{ eventsPerSecond: 5_000 }, 10],
  [{ eventsPerSecond: 5_000, peak: 1 }, 5],
  [{ eventsPerSecond: 5_000, eventBytes: 2_000 }, 20],
  [{ eventsPerSecond: 5_000, format: 'gzip' }, 1],
] as const)('a load of %j needs %i shards', (load, shards) => {
  const stack = newStack();
  new WindowedPipeline(stack, 'Trades', { definition: 'trades', load });
  Template.fromStack(stack).hasResourceProperties('AWS::Kinesis::Stream', { Name: 'trades', ShardCount: shards });
});

test('more keys than a shard can tell of need more shards for results', () => {
  const stack = newStack();
  const pipeline = { ...trades, queries: trades.queries.filter(({ name }) => ['prices', 'trend'].includes(name)) };
  const load = { eventsPerSecond: 10_000, keys: 20_000 };
  new WindowedPipeline(stack, 'Trades', { definition: 'trades', pipeline, load });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Kinesis::Stream', { Name: 'trades', ShardCount: 20 });
  template.hasResourceProperties('AWS::Kinesis::Stream', { Name: 'trades_aggregates', ShardCount: 4 });
});

test('traces are off unless they are asked for, and the log is JSON', () => {
  const ofTracing = (tracing?: boolean): Template => {
    const stack = newStack();
    new WindowedPipeline(stack, 'Trades', { definition: 'trades', tracing });
    return Template.fromStack(stack);
  };
  ofTracing().allResourcesProperties('AWS::Lambda::Function', {
    TracingConfig: Match.absent(),
    LoggingConfig: Match.objectLike({ LogFormat: 'JSON' }),
  });
  ofTracing(true).allResourcesProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
});

test('an own key encrypts streams, tables and lake, and both functions may use it', () => {
  const stack = newStack();
  const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
  new WindowedPipeline(stack, 'Trades', { definition: 'trades', encryptionKey });
  const template = Template.fromStack(stack);
  const arn = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] };
  template.allResourcesProperties('AWS::Kinesis::Stream', { StreamEncryption: { EncryptionType: 'KMS', KeyId: arn } });
  template.allResourcesProperties('AWS::DynamoDB::Table', {
    SSESpecification: { SSEType: 'KMS', KMSMasterKeyId: arn },
  });
  template.resourcePropertiesCountIs(
    'AWS::S3::Bucket',
    {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          Match.objectLike({ ServerSideEncryptionByDefault: { KMSMasterKeyID: arn, SSEAlgorithm: 'aws:kms' } }),
        ],
      },
    },
    1,
  );
  const actions = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => {
    const { Statement } = (Properties as { PolicyDocument: { Statement: { Action: string[]; Resource: object }[] } })
      .PolicyDocument;
    return Statement.filter(({ Resource }) => /"Key/.test(JSON.stringify(Resource))).flatMap(({ Action }) => Action);
  });
  const both = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];
  expect(actions.map(each => [...new Set(each)].sort())).toEqual([both, both]);
});

test('tags reach what is billed, beside those of the stack', () => {
  const stack = newStack();
  Tags.of(stack).add('team', 'data');
  new WindowedPipeline(stack, 'Trades', { definition: 'trades', tags: { cost: 'c-17' } });
  const template = Template.fromStack(stack);
  for (const type of ['AWS::Kinesis::Stream', 'AWS::DynamoDB::Table', 'AWS::Lambda::Function'])
    template.allResourcesProperties(type, {
      Tags: Match.arrayWith([
        { Key: 'cost', Value: 'c-17' },
        { Key: 'team', Value: 'data' },
        { Key: 'tidemark:pipeline', Value: 'trades' },
      ]),
    });
});

test('producers and readers are let in, with the key where there is one', () => {
  const stack = newStack();
  const encryptionKey = new Key(stack, 'Key');
  const windowed = new WindowedPipeline(stack, 'Trades', { definition: 'trades', encryptionKey });
  const role = new Role(stack, 'Ours', { assumedBy: new AccountRootPrincipal() });
  windowed.grantPutEvents(role);
  windowed.grantReadResults(role);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyName: Match.stringLikeRegexp('^Ours'),
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Action: 'kms:GenerateDataKey' }),
        Match.objectLike({ Action: ['kinesis:PutRecords', 'kinesis:PutRecord'] }),
        Match.objectLike({ Action: ['kms:Decrypt', 'kms:DescribeKey'] }),
        Match.objectLike({ Action: ['dynamodb:GetItem', 'dynamodb:Query'] }),
      ],
    },
  });
});

test('a stopped pipeline is called by nothing: neither by its streams nor by the tick', () => {
  const stack = newStack();
  new WindowedPipeline(stack, 'Trades', { definition: 'trades', stopped: true });
  const template = Template.fromStack(stack);
  template.resourcePropertiesCountIs('AWS::Lambda::EventSourceMapping', { Enabled: false }, 2);
  template.resourceCountIs('AWS::Lambda::EventSourceMapping', 2);
  template.allResourcesProperties('AWS::Events::Rule', { State: 'DISABLED' });
});

test('a time-out longer than retention counts on is refused', () => {
  const timeout = Duration.minutes(90);
  expect(() => new WindowedPipeline(newStack(), 'Trades', { definition: 'trades', finalize: { timeout } })).toThrow(
    'finalize: timeout: at most 15 minutes: 1 hour 30 minutes',
  );
});
