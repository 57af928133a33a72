import { newFolder, writeFiles } from './folders';

export interface AssemblyInput {
  /** Source of the function fed by the stream. */
  readonly aggregate: string;
  readonly finalize: string;
  readonly shards?: number;
  readonly tumblingWindowSeconds?: number;
  readonly timeoutSeconds?: number;
}

/** Writes a cloud assembly as the CDK would: one pipeline named `demo`, and the stack of the lake. */
export function writeAssembly(input: AssemblyInput): string {
  const folder = newFolder();
  writeFiles(folder, {
    'manifest.json': {
      artifacts: {
        'Tidemark-Lake': { type: 'aws:cloudformation:stack', properties: { templateFile: 'lake.json' } },
        'Tidemark-demo': { type: 'aws:cloudformation:stack', properties: { templateFile: 'demo.json' } },
        Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
      },
    },
    'lake.json': {
      Resources: { Bucket8A: { Type: 'AWS::S3::Bucket' } },
      Outputs: { Name: { Value: { Ref: 'Bucket8A' }, Export: { Name: 'Tidemark-Lake:Bucket' } } },
    },
    'demo.json': demoTemplate(input),
    'asset.aggregate/index.js': input.aggregate,
    'asset.finalize/index.js': input.finalize,
  });
  return folder;
}

function demoTemplate(input: AssemblyInput): object {
  const lambda = (asset: string) => ({
    Type: 'AWS::Lambda::Function',
    Properties: {
      Handler: 'index.handler',
      Timeout: input.timeoutSeconds ?? 10,
      MemorySize: 256,
      Environment: {
        Variables: {
          STATE_TABLE: { Ref: 'State' },
          STREAM: { Ref: 'Events' },
          LAKE: { 'Fn::ImportValue': 'Tidemark-Lake:Bucket' },
        },
      },
    },
    Metadata: { 'aws:asset:path': asset },
  });
  const pattern = { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'C#' }] } } } };
  return {
    Resources: {
      Events: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: input.shards ?? 2 } },
      Aggregates: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
      State: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
          ],
        },
      },
      Aggregate: lambda('asset.aggregate'),
      Finalize: lambda('asset.finalize'),
      Unused: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler' } },
      AggregateSource: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['Events', 'Arn'] },
          FunctionName: { Ref: 'Aggregate' },
          BatchSize: 500,
          StartingPosition: 'TRIM_HORIZON',
          TumblingWindowInSeconds: input.tumblingWindowSeconds ?? 1,
        },
      },
      FinalizeSource: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['State', 'StreamArn'] },
          FunctionName: { 'Fn::GetAtt': ['Finalize', 'Arn'] },
          FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }] },
        },
      },
      Tick: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          Targets: [{ Arn: { 'Fn::GetAtt': ['Finalize', 'Arn'] }, Id: 'Target0', Input: '{"tick":true}' }],
        },
      },
    },
  };
}

/** Folds as the real function does, but only counts: per shard, one item for each window. */
export const COUNTING_AGGREGATE = `
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const table = new DynamoDBClient({});
exports.handler = async event => {
  const state = { count: 0, from: '', ...event.state };
  for (const { kinesis } of event.Records) {
    state.from ||= kinesis.sequenceNumber;
    state.count++;
  }
  if (event.isFinalInvokeForWindow && state.count > 0) {
    const Item = { pk: { S: 'C#' + event.shardId }, sk: { S: state.from }, count: { N: String(state.count) } };
    await table.send(new PutItemCommand({ TableName: process.env.STATE_TABLE, Item }));
  }
  return { state };
};`;

/** Writes each event that it gets to the log. */
export const LOGGING_FINALIZE = `
exports.handler = async event => {
  console.log('finalize ' + JSON.stringify(event));
  return { epoch: 1, watermarkMs: null, caughtUp: true, flushed: event.whenIdle === 'flush', emitted: 0 };
};`;
