import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFrontLogs, LakeDelivery, LogSubscription, WindowedPipeline } from '../../../lib';
import { loadDefinition } from '../../../lib/definition-file';
import { newApp, ofTheirs } from '../support';
import { PageCode } from '../support-page';

const LINES_MAX = 25;

let folder: string;
let page: PageCode;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'logs-of-aws-'));
  page = new PageCode('docs/how-to/logs-of-aws.md', folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const linesOf = (file: string): number => page.codeOf(file).split('\n').filter(Boolean).length;
const newStack = (): Stack => new Stack(newApp(), 'Mine');

/** A pipeline of the page. */
function windowedOf(stack: Stack, file: string): WindowedPipeline {
  return new WindowedPipeline(stack, 'Pipeline', { definition: page.write(file) });
}

interface Statement {
  readonly Action: string | readonly string[];
}

/** What the roles that a service takes on may do. */
function actionsOf(template: Template, service: string): string[] {
  const roles = Object.entries(template.findResources('AWS::IAM::Role'));
  const [role] = roles.find(([, resource]) => JSON.stringify(resource).includes(service))!;
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(resource =>
      JSON.stringify((resource as { Properties: { Roles: unknown } }).Properties.Roles).includes(role),
    )
    .flatMap(resource => {
      const { PolicyDocument } = (resource as { Properties: { PolicyDocument: { Statement: Statement[] } } })
        .Properties;
      return PolicyDocument.Statement.flatMap(({ Action }) => Action);
    })
    .sort();
}

describe("CloudFront's logs, as the page has them", () => {
  it('are delivered with the columns of a short definition, by a role that may only put', () => {
    page.write('cdn.ts');
    expect(linesOf('cdn.ts')).toBeLessThan(LINES_MAX);
    const stack = newStack();
    page.run<{ addSite(stack: Stack): void }>('cdn-app.ts').addSite(stack);
    const template = Template.fromStack(stack);
    const { source } = loadDefinition(join(folder, 'cdn.ts'), folder);
    const stream = { 'Fn::GetAtt': [Match.stringLikeRegexp('^CdnStreamsSource'), 'Arn'] };
    template.hasResourceProperties('AWS::CloudFront::RealtimeLogConfig', {
      Fields: (source as { columns: readonly string[] }).columns,
      SamplingRate: 100,
      EndPoints: [{ StreamType: 'Kinesis', KinesisStreamConfig: { StreamArn: stream } }],
    });
    const [config] = Object.keys(template.findResources('AWS::CloudFront::RealtimeLogConfig'));
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { DefaultCacheBehavior: { RealtimeLogConfigArn: { Ref: config } } },
    });
    expect(actionsOf(template, 'cloudfront.amazonaws.com')).toEqual([
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamSummary',
      'kinesis:PutRecord',
      'kinesis:PutRecords',
    ]);
  });

  it('are refused where columns stand in another order than CloudFront gives them', () => {
    const stack = newStack();
    const windowed = windowedOf(stack, 'cdn.ts');
    const source = { format: 'cloudfront', columns: ['timestamp', 'cs-uri-stem', 'sc-status', 'cmcd-new'] } as const;
    const mixed = new WindowedPipeline(stack, 'Mixed', {
      definition: windowed.definition,
      pipeline: { ...windowed.pipeline, source },
      streamName: 'mixed',
    });
    expect(() => new CloudFrontLogs(stack, 'Logs', { windowed: mixed })).toThrow(
      'cdn: source.columns: CloudFront delivers them in another order: timestamp, sc-status, cs-uri-stem',
    );
  });

  it('are refused for a definition of another format, and on the stream of somebody else', () => {
    const stack = newStack();
    const windowed = new WindowedPipeline(stack, 'Trades', { definition: 'trades' });
    expect(() => new CloudFrontLogs(stack, 'Logs', { windowed })).toThrow(
      "trades: source: expected { format: 'cloudfront', columns: [...] }, got json",
    );
    const source = ofTheirs(stack);
    const theirs = new WindowedPipeline(stack, 'OnTheirs', { definition: page.write('cdn.ts'), source });
    expect(() => new CloudFrontLogs(stack, 'More', { windowed: theirs })).toThrow(
      "cdn: the source stream is not the pipeline's own: its owner lets producers in",
    );
  });
});

describe('log groups, as the page has them', () => {
  it('are subscribed to for a short definition, by a role that may only put, once it may', () => {
    page.write('requests.ts');
    expect(linesOf('requests.ts')).toBeLessThan(LINES_MAX);
    const stack = newStack();
    page.run<{ addRequests(stack: Stack): void }>('requests-app.ts').addRequests(stack);
    const template = Template.fromStack(stack);
    template.hasResource('AWS::Logs::SubscriptionFilter', {
      Properties: {
        LogGroupName: '/aws/lambda/checkout',
        FilterPattern: '{ $.level = "*" }',
        DestinationArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^RequestsStreamsSource'), 'Arn'] },
        RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LogsRole'), 'Arn'] },
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^LogsRoleDefaultPolicy')]),
    });
    expect(actionsOf(template, 'logs.amazonaws.com')).toEqual(['kinesis:PutRecord', 'kinesis:PutRecords']);
  });

  it('of the pipeline itself, of its delivery, and of any other of ours are refused', () => {
    const stack = newStack();
    const windowed = windowedOf(stack, 'requests.ts');
    const { unpack } = new LakeDelivery(stack, 'Delivery', { windowed });
    const other = new WindowedPipeline(stack, 'Trades', { definition: 'trades' });
    const name = windowed.finalize.logGroup.logGroupName;
    const groups = [
      windowed.aggregate.logGroup,
      unpack!.logGroup,
      other.finalize.logGroup,
      LogGroup.fromLogGroupName(stack, 'Imported', name),
    ] as LogGroup[];
    groups.forEach((logGroup, i) => {
      expect(() => new LogSubscription(stack, `Logs${i}`, { windowed, logGroups: [logGroup] })).toThrow(
        /^requests: logGroups: Mine\/.* is of Tidemark itself, whose logs would come back as events for ever$/,
      );
    });
  });

  it('are refused for a definition of another format', () => {
    const stack = newStack();
    const windowed = new WindowedPipeline(stack, 'Trades', { definition: 'trades' });
    expect(() => new LogSubscription(stack, 'Logs', { windowed, logGroups: [] })).toThrow(
      "trades: source: expected { format: 'cloudwatch-logs' }, got json",
    );
  });
});
