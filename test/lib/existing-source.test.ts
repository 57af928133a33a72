import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type IStream, Stream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LakeDelivery, WindowedPipeline, type WindowedPipelineProps } from '../../lib';
import { ofTheirs, STREAM_ARN, STREAM_KEY } from './support';

function newStack(env = {}): Stack {
  const context = { 'aws:cdk:bundling-stacks': [] };
  return new Stack(new App({ builtinCloudFormationValidation: false, context }), 'Mine', { env });
}

function templateWith(props: Partial<WindowedPipelineProps>): Template {
  const stack = newStack();
  new WindowedPipeline(stack, 'Trades', { definition: 'trades', source: ofTheirs(stack), ...props });
  return Template.fromStack(stack);
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** What the roles of a template may do with resources whose text matches, each action once. */
function actionsOn(template: Template, resource: RegExp): string[][] {
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .map(({ Properties }) => {
      const { Statement: statements } = (Properties as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument;
      const about = statements.filter(({ Resource }) => resource.test(JSON.stringify(Resource)));
      return [...new Set(about.flatMap(({ Action }) => Action))].sort();
    })
    .filter(actions => actions.length > 0);
}

const READ_STREAM = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];

describe('a pipeline on a stream that exists', () => {
  it('makes no source stream, and names the other by its ARN and itself as ever', () => {
    const template = templateWith({});
    template.resourceCountIs('AWS::Kinesis::Stream', 1);
    template.hasResourceProperties('AWS::Kinesis::Stream', { Name: 'trades_aggregates' });
    template.allResourcesProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({ SOURCE_STREAM: STREAM_ARN, POWERTOOLS_SERVICE_NAME: 'trades' }),
      },
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: STREAM_ARN,
      StartingPosition: 'TRIM_HORIZON',
      TumblingWindowInSeconds: 5,
    });
  });

  it('may read exactly that stream and decrypt with exactly its key, and put nothing on it', () => {
    const template = templateWith({});
    expect(actionsOn(template, /stream\/theirs/)).toEqual([READ_STREAM, READ_STREAM]);
    expect(actionsOn(template, new RegExp(STREAM_KEY))).toEqual([['kms:Decrypt'], ['kms:Decrypt']]);
  });

  it('reads one of another stack of the app, with its key', () => {
    const theirs = newStack();
    const encryptionKey = new Key(theirs, 'Key');
    const source = new Stream(theirs, 'Stream', { encryptionKey });
    const stack = new Stack(theirs.node.scope!, 'Other');
    new WindowedPipeline(stack, 'Trades', { definition: 'trades', source });
    const template = Template.fromStack(stack);
    expect(actionsOn(template, /Mine:.*Stream/)).toEqual([READ_STREAM, READ_STREAM]);
    expect(actionsOn(template, /Mine:.*Key/)).toEqual([['kms:Decrypt'], ['kms:Decrypt']]);
  });

  it.each([
    [{ shardCount: 4 }, "shardCount: the source stream is not the pipeline's own, which alone has it"],
    [{ retention: Duration.days(7) }, "retention: the source stream is not the pipeline's own, which alone has it"],
    [
      { startAt: 'latest' },
      'startAt: LATEST is another place for each reader of a shard, and what comes between two of them would be in no ' +
        'window: give a time that has passed, such as 2026-11-30T12:00:00Z',
    ],
    [{ startAt: '2026-11-30' }, 'startAt: expected a time that has passed, such as 2026-11-30T12:00:00Z: "2026-11-30"'],
    [
      { startAt: '9999-01-01T00:00:00Z' },
      'startAt: is in the future, where Kinesis knows no place: 9999-01-01T00:00:00Z',
    ],
  ])('refuses what it cannot have: %j', (props, message) => {
    expect(() => templateWith(props)).toThrow(new Error(message));
  });

  it('refuses one of another region, which Lambda does', () => {
    const stack = newStack({ region: 'eu-west-1' });
    expect(() => new WindowedPipeline(stack, 'Trades', { definition: 'trades', source: ofTheirs(stack) })).toThrow(
      new Error(`source: a pipeline reads streams of its own region, eu-west-1: ${STREAM_ARN}`),
    );
  });

  it('lets nobody put events on it', () => {
    const stack = newStack();
    const windowed = new WindowedPipeline(stack, 'Trades', { definition: 'trades', source: ofTheirs(stack) });
    expect(() => windowed.grantPutEvents(windowed.finalize)).toThrow(
      "trades: the source stream is not the pipeline's own: its owner lets producers in",
    );
  });
});

test('a start is one time for the mapping and for all functions', () => {
  const template = templateWith({ startAt: '2026-01-01T01:00:00+01:00' });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    StartingPosition: 'AT_TIMESTAMP',
    StartingPositionTimestamp: Date.UTC(2026, 0, 1) / 1000,
  });
  template.allResourcesProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ SOURCE_START_AT: '2026-01-01T00:00:00Z' }) },
  });
});

describe('enhanced fan-out', () => {
  it('gives the mapping a consumer of its own; the functions go on reading the stream', () => {
    const template = templateWith({ enhancedFanOut: true });
    template.hasResourceProperties('AWS::Kinesis::StreamConsumer', { ConsumerName: 'trades', StreamARN: STREAM_ARN });
    const [consumer] = Object.keys(template.findResources('AWS::Kinesis::StreamConsumer'));
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [consumer, 'ConsumerARN'] },
    });
    expect(actionsOn(template, new RegExp(String(consumer)))).toEqual([
      ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
    ]);
    expect(actionsOn(template, /stream\/theirs/)).toEqual([READ_STREAM, READ_STREAM]);
  });

  it("takes a consumer that the stream's owner has registered", () => {
    const arn = `${STREAM_ARN}/consumer/ours:1788000000`;
    const stack = newStack();
    const enhancedFanOut = StreamConsumer.fromStreamConsumerArn(stack, 'Consumer', arn);
    new WindowedPipeline(stack, 'Trades', { definition: 'trades', source: ofTheirs(stack), enhancedFanOut });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Kinesis::StreamConsumer', 0);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: arn });
    expect(actionsOn(template, /consumer\/ours/)).toEqual([
      ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
    ]);
  });
});

test.each([
  [undefined, 1, 0],
  [true, 2, 1],
])('with events: %p of a stream that exists, %i deliveries go to the lake', (events, deliveries, unpackers) => {
  const stack = newStack();
  const windowed = new WindowedPipeline(stack, 'Trades', { definition: 'trades', source: ofTheirs(stack) });
  new LakeDelivery(stack, 'Delivery', { windowed, events });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::KinesisFirehose::DeliveryStream', deliveries);
  template.resourceCountIs('AWS::Lambda::Function', 2 + unpackers);
  template.resourceCountIs('AWS::Glue::Table', 2 + deliveries);
  const queries = Object.values(template.findResources('AWS::Athena::NamedQuery')).map(
    ({ Properties }) => (Properties as { QueryString: string }).QueryString,
  );
  expect(queries.some(sql => sql.includes('trades_raw'))).toBe(events === true);
});

test('an imported stream without a key gives no right to any key', () => {
  const source = (stack: Stack): IStream => Stream.fromStreamArn(stack, 'Plain', STREAM_ARN);
  const stack = newStack();
  new WindowedPipeline(stack, 'Trades', { definition: 'trades', source: source(stack) });
  expect(actionsOn(Template.fromStack(stack), /kms/)).toEqual([]);
});
