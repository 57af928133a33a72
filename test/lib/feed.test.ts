import { App } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { readSettings, SettingsError } from '../../lib/app-settings';
import type { FeedSettings } from '../../lib/feed/feed-settings';
import { newTidemark, templateOf, templatesOf } from './support';

const STACK = 'Tidemark-trades-Feed';

const feedOf = (context: Record<string, string>): FeedSettings => readSettings(new App({ context }).node).feed!;

function synthesized(context: Record<string, string>, monitoring = true): Template {
  return templateOf(templatesOf(newTidemark({ feed: feedOf(context), monitoring })), STACK);
}

describe('a feed with keys, as a service', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesized({
      feed: 'kite',
      symbols: 'INFY=408065',
      feedSecret: 'prod/kite',
      feedMode: 'quote',
      feedSilence: '30',
    });
  });

  it('is one task, never two, that calls out over a public address', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: 1,
      LaunchType: 'FARGATE',
      DeploymentConfiguration: Match.objectLike({ MinimumHealthyPercent: 0, MaximumPercent: 100 }),
      NetworkConfiguration: { AwsvpcConfiguration: Match.objectLike({ AssignPublicIp: 'ENABLED' }) },
    });
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    const [group] = Object.values(template.findResources('AWS::EC2::SecurityGroup'));
    expect(group!['Properties']).not.toHaveProperty('SecurityGroupIngress');
  });

  it('runs the command with its position in a table, and its keys as secrets by name', () => {
    const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
    const [container] = (task!['Properties'] as { ContainerDefinitions: Record<string, unknown>[] })
      .ContainerDefinitions;
    expect(container!['Command']).toEqual([
      'feed',
      'kite',
      '--pipeline',
      'trades',
      '--stream',
      expect.anything(),
      '--position-table',
      expect.anything(),
      '--report',
      '1 minute',
      '--symbols',
      'INFY=408065',
      '--mode',
      'quote',
    ]);
    expect(container!['Secrets']).toMatchObject([{ Name: 'KITE_API_KEY' }, { Name: 'KITE_ACCESS_TOKEN' }]);
    expect(JSON.stringify(container!['Secrets'])).toContain('prod/kite:KITE_API_KEY::');
    expect(container!['Environment']).toEqual([{ Name: 'AWS_REGION', Value: { Ref: 'AWS::Region' } }]);
    expect(container!['LogConfiguration']).toMatchObject({ LogDriver: 'awslogs' });
  });

  it('may put on the one stream and use the one item of its table, and nothing else', () => {
    const actions = Object.values(template.findResources('AWS::IAM::Policy'))
      .filter(policy => JSON.stringify(policy).includes('kinesis:'))
      .flatMap(
        policy =>
          (policy['Properties'] as { PolicyDocument: { Statement: { Action: string | string[] }[] } }).PolicyDocument
            .Statement,
      )
      .flatMap(({ Action }) => Action);
    expect(actions.sort()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'kinesis:ListShards',
      'kinesis:PutRecords',
    ]);
  });

  it('rings when nothing came for as long as was said', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `${STACK}-silence`,
      MetricName: 'IncomingRecords',
      Namespace: 'AWS/Kinesis',
      EvaluationPeriods: 30,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  it('keeps its logs for a month at most', () => {
    for (const group of Object.values(template.findResources('AWS::Logs::LogGroup')))
      expect((group['Properties'] as { RetentionInDays: number }).RetentionInDays).toBeLessThanOrEqual(31);
  });
});

test('a public feed has no secret, and without monitoring no alarm', () => {
  const template = synthesized({ feed: 'binance', symbols: 'BTCUSDT, ETHUSDT' }, false);
  const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
  expect(JSON.stringify(task)).toContain('"--symbols","BTCUSDT,ETHUSDT"');
  expect(JSON.stringify(task)).not.toContain('"Secrets"');
  template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
});

test('there is none unless it is asked for', () => {
  expect([...templatesOf(newTidemark()).keys()]).not.toContain(STACK);
});

test.each([
  [{ feed: 'binnance', symbols: 'A' }, 'context feed: no feed is called binnance; did you mean binance?'],
  [{ feed: 'binance' }, 'context symbols: binance needs some, such as BTCUSDT,ETHUSDT'],
  [{ feed: 'wikimedia', symbols: 'A' }, 'context symbols: wikimedia has none'],
  [{ feed: 'binance', symbols: "A,';" }, 'context symbols: expected names between commas: "\';"'],
  [
    { feed: 'xignite', symbols: 'A' },
    'context feed: xignite needs a configuration file, which the service does not take: run the command feed',
  ],
  [
    { feed: 'alpaca', symbols: 'A' },
    'context feedSecret: alpaca needs the name of a secret with ALPACA_KEY and ALPACA_SECRET',
  ],
  [{ feed: 'binance', symbols: 'A', feedSecret: 'x' }, 'context feedSecret: the feed has no keys'],
  [
    { feed: 'binance', symbols: 'A', feedMode: 'full' },
    'context feedMode: expected no mode: the feed has none: "full"',
  ],
  [
    { feed: 'binance', symbols: 'A', feedSilence: '0' },
    'context feedSilence: expected a whole number from 1 to 1440: "0"',
  ],
])('context %j is refused in one line', (context, message) => {
  expect(() => feedOf(context as unknown as Record<string, string>)).toThrow(new SettingsError(message));
});

test('a feed whose pipeline is not deployed is refused', () => {
  expect(() => newTidemark({ feed: feedOf({ feed: 'wikimedia' }) })).toThrow(
    'context feed: wikimedia is made for the pipeline wikimedia: add it to pipelines',
  );
});
