import type { App } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, SettingsError } from '../../lib/app-settings';
import { addStacks } from '../../lib/tidemark-app';
import { newApp, resourcesOf, STREAM_ARN, STREAM_KEY, templateOf, templatesOf } from './support';
import { PageCode } from './support-page';

const OTHER_ARN = 'arn:aws:kinesis:us-east-1:111111111111:stream/views';

/** All stacks of an app with this context, as the command line gives it. */
function appWith(context: Readonly<Record<string, string>>, region?: string): App {
  const app = newApp();
  for (const [name, value] of Object.entries(context)) app.node.setContext(name, value);
  const { nag: _, ...settings } = readSettings(app.node);
  addStacks(app, { ...settings, nag: false }, process.cwd(), region);
  return app;
}

test('a stream, its key, a start and a consumer are given by name=value, and without a name to the only pipeline', () => {
  const context = { pipelines: 'trades', source: STREAM_ARN, sourceKey: STREAM_KEY, startAt: '2026-01-01T00:00:00Z' };
  const templates = templatesOf(appWith({ ...context, enhancedFanOut: 'true' }, 'us-east-1'));
  const template = templateOf(templates, 'Tidemark-trades');
  template.resourceCountIs('AWS::Kinesis::Stream', 1);
  template.hasResourceProperties('AWS::Kinesis::StreamConsumer', { StreamARN: STREAM_ARN });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { StartingPosition: 'AT_TIMESTAMP' });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt', Resource: STREAM_KEY })]) },
  });
});

test('of several pipelines each reads its own, or the stream that is named; synthetic events go on no stream that exists', () => {
  const templates = templatesOf(appWith({ source: `page-views=${OTHER_ARN}`, shards: '3', monitoring: 'false' }));
  const streams = (stack: string) =>
    resourcesOf(templates, stack, 'AWS::Kinesis::Stream').map(([, { Properties }]) => Properties!['Name']);
  expect(streams('Tidemark-page-views')).toEqual(['page_views_aggregates']);
  expect(streams('Tidemark-trades')).toEqual(['trades', 'trades_aggregates']);
  expect([...templates.keys()].filter(id => id.endsWith('-Producer'))).toEqual(['Tidemark-trades-Producer']);
  const outputs = templates.get('Tidemark-page-views')!.Outputs!;
  expect(Object.entries(outputs).find(([name]) => name === 'SourceStream')![1].Value).toBe('views');
});

const SHOP = join(mkdtempSync(join(tmpdir(), 'source-settings-')), 'shop.ts');
beforeAll(() => writeFileSync(SHOP, new PageCode('docs/how-to/several-sources.md', __dirname).block('ts')));
afterAll(() => rmSync(join(SHOP, '..'), { recursive: true }));

test('of several sources those that are named exist, with their keys, and the pipeline makes the others', () => {
  const context = { pipelines: SHOP, source: `shop.orders=${STREAM_ARN}`, sourceKey: `shop.orders=${STREAM_KEY}` };
  const templates = templatesOf(appWith({ ...context, startAt: 'shop=2026-01-01T00:00:00Z' }, 'us-east-1'));
  const streams = resourcesOf(templates, 'Tidemark-shop', 'AWS::Kinesis::Stream').map(
    ([, stream]) => stream.Properties!['Name'],
  );
  expect(streams).toEqual(['shop_views', 'shop_aggregates']);
  templateOf(templates, 'Tidemark-shop').hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: STREAM_ARN,
    StartingPosition: 'AT_TIMESTAMP',
  });
});

test.each([
  [{ source: STREAM_ARN }, 'context source: shop has sources: say of which, such as shop.views=...'],
  [{ source: `shop.order=${STREAM_ARN}` }, 'context source: shop has no source called order; did you mean orders?'],
  [{ source: `shops.orders=${STREAM_ARN}` }, 'context source: no pipeline is called shops; did you mean shop?'],
  [
    { sourceKey: `shop.views=${STREAM_KEY}` },
    'context sourceKey: shop.views reads a stream of its own; give source too',
  ],
  [
    { startAt: 'shop.orders=2026-01-01T00:00:00Z' },
    'context startAt: it is one for all sources of shop: write shop=...',
  ],
  [
    { pipelines: 'trades', source: `trades.x=${STREAM_ARN}` },
    'context source: trades reads one stream: write trades=...',
  ],
])('of several sources, %j is refused in one line', (context, line) => {
  expect(() => appWith({ pipelines: SHOP, ...context }, 'us-east-1')).toThrow(new SettingsError(line));
});

test.each([
  [{ source: 'views' }, 'context source: expected the ARN of a Kinesis stream: "views"'],
  [{ source: `trades=${OTHER_ARN},x` }, 'context source: expected the ARN of a Kinesis stream: "x"'],
  [{ source: `trades=${OTHER_ARN},trades=${OTHER_ARN}` }, 'context source: given twice for trades'],
  [{ source: OTHER_ARN }, 'context source: say of which pipeline, such as page-views=...'],
  [{ source: `trade=${OTHER_ARN}` }, 'context source: no pipeline is called trade; did you mean trades?'],
  [{ sourceKey: `trades=${STREAM_KEY}` }, 'context sourceKey: trades reads a stream of its own; give source too'],
  [{ sourceKey: 'mine' }, 'context sourceKey: expected a KMS key\'s ARN: "mine"'],
  [{ enhancedFanOut: 'yes' }, 'context enhancedFanOut: expected true or a stream consumer\'s ARN: "yes"'],
  [
    { startAt: 'trades=LATEST' },
    'context startAt: LATEST is another place for each reader of a shard, and what comes between two of them would be in ' +
      'no window: give a time that has passed, such as 2026-11-30T12:00:00Z',
  ],
  [
    { startAt: 'trades=2026-02-30T00:00:00Z' },
    'context startAt: expected a time that has passed, such as 2026-11-30T12:00:00Z: "2026-02-30T00:00:00Z"',
  ],
  [
    { pipelines: 'trades', source: STREAM_ARN },
    `context source: a pipeline reads streams of its own region, eu-west-1: ${STREAM_ARN}`,
  ],
])('settings %j end with one line', (context, message) => {
  expect(() => appWith(context, 'eu-west-1')).toThrow(new SettingsError(message));
});

test('what only a stream of its own has is refused where no pipeline makes one', () => {
  const context = { pipelines: 'trades', source: STREAM_ARN, shards: '2', retentionDays: '7', produce: '5' };
  expect(() => appWith(context)).toThrow(
    new SettingsError(
      ['shards', 'retentionDays', 'produce']
        .map(setting => `context ${setting}: no pipeline has a source stream of its own`)
        .join('\n'),
    ),
  );
});

test('page views that a collector takes go on no stream that exists', () => {
  const context = { source: `page-views=${OTHER_ARN}`, collect: 'https://example.com' };
  expect(() => appWith(context)).toThrow(
    new SettingsError('context collect: the stream that page-views reads is not its own to put on'),
  );
});
