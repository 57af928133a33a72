import { type App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRIC_NAMESPACE, METRICS } from '../../../lambda/metrics/metric-names';
import { LakeDelivery, PipelineMonitoring, WindowedPipeline } from '../../../lib';
import { billOf } from '../../../cost/bill';
import { loadDefinition } from '../../../lib/definition-file';
import { readPrices } from '../../../cost/prices';
import { newApp, newTidemark, templateOf, type TemplateJson, templatesOf } from '../support';
import { type Alarm, alarmsOf, graphsOf, type MetricJson, type Widget } from './support';

const STACK = 'Tidemark-trades-Monitoring';
const ROOT = join(__dirname, '../../..');

/** Dimensions that AWS puts on its metrics, and whose names they hold. */
const DIMENSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS/Kinesis': { StreamName: 'AWS::Kinesis::Stream' },
  'AWS/Lambda': { FunctionName: 'AWS::Lambda::Function' },
  'AWS/DynamoDB': { TableName: 'AWS::DynamoDB::Table' },
  'AWS/Firehose': { DeliveryStreamName: 'AWS::KinesisFirehose::DeliveryStream' },
  [METRIC_NAMESPACE]: { service: 'AWS::Kinesis::Stream' },
};

let templates: Map<string, TemplateJson>;
let alarms: Alarm[];
let graphs: Widget[];

beforeAll(() => {
  templates = templatesOf(newTidemark());
  alarms = alarmsOf(templates, STACK);
  graphs = graphsOf(templates, STACK);
});

const namesOf = (metrics: readonly MetricJson[]): string[] => metrics.map(({ name }) => name);

test('every metric of an alarm or a graph is of a resource that is there', () => {
  const metrics = [...alarms, ...graphs].flatMap(source => source.metrics);
  expect(metrics.length).toBeGreaterThan(60);
  for (const { namespace, name, dimensions } of metrics)
    expect({ namespace, name, dimensions }).toEqual({ namespace, name, dimensions: DIMENSIONS[namespace] });
});

test('every metric of ours that an alarm or a graph names is one that the functions emit, and every one is shown', () => {
  const own = [...alarms, ...graphs]
    .flatMap(source => source.metrics)
    .filter(({ namespace }) => namespace === METRIC_NAMESPACE);
  expect([...new Set(namesOf(own))].sort()).toEqual(Object.keys(METRICS).sort());
});

test('each alarm tells the topic when it begins and when it ends, and names a chapter of the runbook', () => {
  const chapters = readFileSync(join(ROOT, 'docs/how-to/operate.md'), 'utf8');
  expect(alarms).toHaveLength(12);
  for (const { name, properties } of alarms) {
    const topic = [{ 'Fn::ImportValue': expect.stringMatching(/^Tidemark-Alarms:/) as string }];
    expect(properties).toMatchObject({ AlarmActions: topic, OKActions: topic, ActionsEnabled: true });
    const anchor = /Runbook: docs\/how-to\/operate\.md#([\w-]+)$/.exec(properties['AlarmDescription'] as string)?.[1];
    expect(name).toBe(`Tidemark-trades-${anchor}`);
    expect(chapters).toContain(`\n### ${anchor}\n`);
  }
});

test('silence is good news, but for the function that a schedule calls each minute', () => {
  const silent = alarms.filter(({ properties }) => properties['TreatMissingData'] !== 'notBreaching');
  expect(silent.map(({ name, properties }) => [name, properties['TreatMissingData'], properties['Period']])).toEqual([
    ['Tidemark-trades-finalize-silent', 'breaching', 60],
  ]);
  expect(silent[0]!.metrics).toEqual([
    expect.objectContaining({ namespace: 'AWS/Lambda', name: 'Invocations' }) as MetricJson,
  ]);
  const rules = Object.values(templates.get('Tidemark-trades')!.Resources).filter(
    ({ Type }) => Type === 'AWS::Events::Rule',
  );
  expect(rules.map(({ Properties }) => Properties!['ScheduleExpression'])).toEqual(['rate(1 minute)']);
});

test('a term without data does not silence the terms beside it', () => {
  const expressions = alarms.flatMap(({ properties }) =>
    ((properties['Metrics'] ?? []) as { Expression?: string }[]).flatMap(({ Expression }) => Expression ?? []),
  );
  const sums = expressions.filter(expression => /[+>-] FILL/.test(expression));
  expect(sums).toHaveLength(4);
  for (const sum of sums) expect(sum.replaceAll(/FILL\(\w+, 0\)|IF/g, '')).not.toMatch(/[a-z]/);
});

test('the dashboard shows input, progress, the fate of events, output and cost', () => {
  const shown = (title: string): string[] => namesOf(graphs.find(graph => graph.title.startsWith(title))!.metrics);
  expect(shown('Records in')).toEqual(['IncomingRecords', 'IncomingRecords']);
  expect(shown('Batch')).toEqual(['BatchRecords', 'BatchRecords']);
  expect(shown('Iterator age')).toEqual(['IteratorAge', 'IteratorAge']);
  expect(shown('Events')).toEqual(
    ['Decoded', 'Late', 'Filtered', 'Skipped', 'Quarantined', 'Duplicate'].map(fate => `Events${fate}`),
  );
  expect(shown('Age of what')).toEqual(['DeliveryToS3.DataFreshness', 'DeliveryToS3.DataFreshness']);
});

test('the cost of a month is computed from the dated prices', () => {
  const { asOf, region, kinesis, dynamodb } = readPrices();
  const { title, expressions } = graphs.find(graph => graph.title.startsWith('Cost'))!;
  expect(title).toContain(`${asOf}, ${region}`);
  expect(expressions).toHaveLength(4);
  expect(expressions.join()).not.toMatch(/\de[-+]?\d|NaN|undefined/);
  // Two shards of the source and one of the results, 730 hours a month.
  expect(expressions[0]).toMatch(new RegExp(`^${(730 * 3 * kinesis.shardHour).toFixed(2)} \\+ 730 \\*`));
  expect(expressions[2]).toContain(`${dynamodb.millionWrites} * FILL(stateWrites, 0) / 1000000`);
});

test('the bill counts the metrics and alarms that there are', () => {
  const workload = {
    eventsPerSecond: 1,
    eventBytes: 250,
    keys: 1,
    format: 'json',
    mode: 'provisioned',
    peak: 1,
  } as const;
  const lines = billOf({ pipeline: loadDefinition('trades', ROOT), ...workload }, readPrices());
  const billed = (what: string) => lines.find(line => line.service === 'CloudWatch' && line.what === what)!.quantity;
  // Not in the bill: two that only a definition with where or accept writes, one of lookups, and one that only a stream with AUTO does.
  expect(billed('metrics')).toBe(Object.keys(METRICS).length - 4);
  expect(billed('alarms')).toBe(alarms.reduce((sum, { metrics }) => sum + metrics.length, 0));
});

test('without monitoring there are neither alarms nor dashboards', () => {
  const ids = [...templatesOf(newTidemark({ monitoring: false })).keys()];
  expect(ids.filter(id => /Alarms|Monitoring/.test(id))).toEqual([]);
  expect(ids).toContain('Tidemark-trades');
});

test('a mail address subscribes to the alarms, and the runbook may be elsewhere', () => {
  const told = templatesOf(newTidemark({ alarmEmail: 'ops@example.com', runbook: 'https://example.com/run' }));
  Template.fromJSON(told.get('Tidemark-Alarms')! as unknown as Record<string, unknown>).hasResourceProperties(
    'AWS::SNS::Subscription',
    { Protocol: 'email', Endpoint: 'ops@example.com' },
  );
  expect(alarmsOf(told, STACK)[0]!.properties['AlarmDescription']).toMatch(
    /Runbook: https:\/\/example\.com\/run#iterator-age$/,
  );
});

test('the topic is encrypted with a key that CloudWatch may use for this account, and refuses what is not TLS', () => {
  const template = Template.fromJSON(templates.get('Tidemark-Alarms')! as unknown as Record<string, unknown>);
  const account = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
  const principal = { Service: 'cloudwatch.amazonaws.com' };
  template.hasResourceProperties('AWS::SNS::Topic', {
    KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AlarmsKey'), 'Arn'] },
  });
  template.hasResourceProperties('AWS::KMS::Key', {
    EnableKeyRotation: true,
    KeyPolicy: {
      Statement: Match.arrayWith([Match.objectLike({ Principal: principal, Condition: account, Effect: 'Allow' })]),
    },
  });
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        Match.objectLike({ Effect: 'Allow', Principal: principal, Action: 'sns:Publish', Condition: account }),
      ]),
    },
  });
});

test('thresholds follow the delivery, or what is given', () => {
  const stack = new Stack(newApp(), 'Mine');
  const windowed = new WindowedPipeline(stack, 'Trades', { definition: 'trades' });
  const delivery = new LakeDelivery(stack, 'Delivery', { windowed, bufferingInterval: Duration.minutes(10) });
  const thresholds = { iteratorAge: Duration.hours(1), quarantinePercent: 20 };
  new PipelineMonitoring(stack, 'Monitoring', { windowed, delivery, thresholds });
  const template = Template.fromStack(stack);
  const begins = (name: string, threshold: number): void =>
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `tidemark-trades-${name}`,
      Threshold: threshold,
      AlarmDescription: Match.stringLikeRegexp(`operate\\.md#${name}$`),
    });
  begins('delivery-freshness', 1_800);
  begins('iterator-age', 3_600_000);
  begins('quarantine-rate', 20);
});

test('a pipeline whose tick folds what aggregate leaves, in two of three periods, rings', () => {
  const { properties } = alarms.find(({ name }) => name.endsWith('-aggregate-stopped'))!;
  expect(properties).toMatchObject({
    MetricName: 'RecordsSwept',
    Statistic: 'Sum',
    Period: 300,
    Threshold: 1,
    DatapointsToAlarm: 2,
    EvaluationPeriods: 3,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  });
});

test('a pipeline that is stopped is not expected to run', () => {
  const names = alarmsOf(templatesOf(newTidemark({ stopped: true })), STACK).map(({ name }) => name);
  expect(names).toHaveLength(11);
  expect(names).not.toContain('Tidemark-trades-finalize-silent');
});

test('a pipeline without delivery is monitored without it', () => {
  const app: App = newApp();
  const stack = new Stack(app, 'Mine');
  new PipelineMonitoring(stack, 'Monitoring', {
    windowed: new WindowedPipeline(stack, 'Trades', { definition: 'trades' }),
  });
  const found = Template.fromStack(stack);
  found.resourceCountIs('AWS::CloudWatch::Alarm', 11);
  found.resourceCountIs('AWS::SNS::Topic', 1);
});

test('the audit runs each hour, may read and nothing else, and has time', () => {
  const template = templateOf(templates, STACK);
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 hour)',
    State: 'ENABLED',
    Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^MonitoringAudit'), 'Arn'] } })],
  });
  template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 900, MemorySize: 1024 });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
        Match.objectLike({
          Action: [
            'kinesis:DescribeStream',
            'kinesis:DescribeStreamSummary',
            'kinesis:GetRecords',
            'kinesis:GetShardIterator',
            'kinesis:ListShards',
          ],
        }),
        Match.objectLike({ Action: ['dynamodb:GetItem', 'dynamodb:Query'] }),
      ],
    },
  });
});

test('without the audit nothing rings for it', () => {
  const stack = new Stack(newApp(), 'Mine');
  const windowed = new WindowedPipeline(stack, 'Trades', { definition: 'trades' });
  const { audit } = new PipelineMonitoring(stack, 'Monitoring', { windowed, audit: false });
  expect(audit).toBeUndefined();
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Function', 2);
  template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmName: 'tidemark-trades-audit-failing' }, 0);
});
