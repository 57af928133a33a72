import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { join } from 'node:path';
import { DefinitionFileError, WindowedPipeline } from '../../lib';

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

test('two pipelines live in one stack', () => {
  const stack = newStack();
  for (const definition of ['trades', 'page-views']) new WindowedPipeline(stack, definition, { definition });
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventSourceMapping', 4);
});

test('a definition that cannot be used is refused at once', () => {
  expect(() => new WindowedPipeline(newStack(), 'None', { definition: './none.ts' })).toThrow(DefinitionFileError);
});
