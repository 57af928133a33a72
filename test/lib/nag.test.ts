import { type App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, definePipeline, epochSeconds, tumbling } from '../../engine';
import {
  CloudFrontLogs,
  LakeDelivery,
  LogSubscription,
  PipelineMonitoring,
  ResultsAnalysis,
  WindowedPipeline,
} from '../../lib';
import type { AppSettings } from '../../lib/app-settings';
import { feedNamed } from '../../feeds/index';
import { newApp, newTidemark, STREAM_ARN, STREAM_KEY } from './support';

const OWNER = 'arn:aws:quicksight:us-east-1:123456789012:user/default/analyst';

/** What cdk-nag finds in an app, as synthesis reports it. */
function findings(app: App): string[] {
  const checks = new AwsSolutionsChecks(app);
  const found: string[] = [];
  Validations.of(app).addPlugins({
    name: checks.name,
    validate(context) {
      const report = checks.validate(context);
      found.push(...report.violations.map(({ ruleName }) => ruleName));
      return { ...report, success: true, violations: [] };
    },
  });
  app.synth();
  return found;
}

test.each<Partial<AppSettings>>([
  {},
  { disposable: true, onDemand: true, tracing: true, key: 'new', quicksight: OWNER },
  { source: { '': STREAM_ARN }, sourceKey: { '': STREAM_KEY }, enhancedFanOut: { '': 'true' } },
  {
    feed: {
      feed: feedNamed('kite'),
      symbols: ['5'],
      mode: undefined,
      secretName: 'kite',
      contact: undefined,
      silenceMinutes: 15,
    },
  },
  { monitoring: false, key: 'arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0000-0000-0000-000000000000' },
])('cdk-nag and the library find nothing open in any stack: %j', settings => {
  expect(findings(newTidemark(settings, newApp({ validated: true })))).toEqual([]);
});

test('nor in constructs that stand in one stack of somebody else, with a lake of its own', () => {
  const app = newApp({ validated: true });
  const stack = new Stack(app, 'Mine');
  const windowed = new WindowedPipeline(stack, 'Trades', { definition: 'trades' });
  const delivery = new LakeDelivery(stack, 'Delivery', { windowed });
  new PipelineMonitoring(stack, 'Monitoring', { windowed, delivery });
  new ResultsAnalysis(stack, 'Analysis', { windowed, delivery, owner: OWNER });
  expect(findings(app)).toEqual([]);
});

test('nor in what puts logs of AWS on a stream', () => {
  const app = newApp({ validated: true });
  const stack = new Stack(app, 'Mine');
  const event = { at: epochSeconds({ at: 'timestamp' }) };
  const queries = { all: { window: tumbling('1 minute'), select: { n: count() } } };
  const source = { format: 'cloudfront', columns: ['timestamp'] } as const;
  const cdn = definePipeline({ name: 'cdn', source, event, eventTime: 'at', queries });
  const logs = definePipeline({ name: 'logs', source: { format: 'cloudwatch-logs' }, event, eventTime: 'at', queries });
  const [views, lines] = [cdn, logs].map(
    pipeline => new WindowedPipeline(stack, pipeline.name, { definition: 'trades', pipeline }),
  );
  new CloudFrontLogs(stack, 'Views', { windowed: views! });
  const logGroups = [LogGroup.fromLogGroupName(stack, 'Checkout', '/aws/lambda/checkout')];
  new LogSubscription(stack, 'Lines', { windowed: lines!, logGroups });
  expect(findings(app)).toEqual([]);
});

test('it would find a bucket that is open', () => {
  const app = newApp();
  new Bucket(new Stack(app, 'Mine'), 'Bucket');
  expect(findings(app)).toEqual(expect.arrayContaining(['AwsSolutions-S10']));
});

test('nor in functions that read schemas, with tracing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nag-'));
  const file = join(folder, 'orders.ts');
  writeFileSync(
    file,
    `import { count, definePipeline, epochMillis, tumbling } from 'tidemark';
    export default definePipeline({ name: 'orders', source: { format: 'avro' }, event: { at: epochMillis() },
      eventTime: 'at', queries: { all: { window: tumbling('1 minute'), select: { n: count() } } } });`,
  );
  const app = newApp({ validated: true });
  expect(findings(newTidemark({ pipelines: [file], tracing: true }, app))).toEqual([]);
  rmSync(folder, { recursive: true });
});
