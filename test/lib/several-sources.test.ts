import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LakeDelivery, PipelineMonitoring, WindowedPipeline } from '../../lib';
import { newApp, ofTheirs, STREAM_ARN } from './support';
import { PageCode } from './support-page';

const page = new PageCode('docs/how-to/several-sources.md', __dirname);
const folder = mkdtempSync(join(tmpdir(), 'several-sources-'));
const definition = join(folder, 'shop.ts');
beforeAll(() => writeFileSync(definition, page.block('ts')));
afterAll(() => rmSync(folder, { recursive: true }));

test('each source has a stream, a mapping with a window, and raw events with a table', () => {
  const stack = new Stack(newApp(), 'Shop');
  const windowed = new WindowedPipeline(stack, 'Shop', { definition });
  new LakeDelivery(stack, 'Delivery', { windowed });
  const template = Template.fromStack(stack);
  for (const Name of ['shop_views', 'shop_orders', 'shop_aggregates'])
    template.hasResourceProperties('AWS::Kinesis::Stream', { Name });
  template.resourcePropertiesCountIs('AWS::Lambda::EventSourceMapping', { TumblingWindowInSeconds: 10 }, 2);
  for (const source of ['views', 'orders'])
    template.hasResourceProperties('AWS::Glue::Table', {
      TableInput: Match.objectLike({ Name: `shop_raw_${source}` }),
    });
  expect(() => windowed.source).toThrow('shop: it reads several streams: name one of views, orders');
  expect(windowed.sourceOf('views')).not.toBe(windowed.sourceOf('orders'));
});

test('a source of somebody else is read beside those that the pipeline makes, and never written', () => {
  const stack = new Stack(newApp(), 'Shop');
  const windowed = new WindowedPipeline(stack, 'Shop', { definition, source: { orders: ofTheirs(stack) } });
  new PipelineMonitoring(stack, 'Monitoring', { windowed });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Kinesis::Stream', 2);
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: STREAM_ARN });
  for (const name of ['writes-refused', 'reads-refused'])
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmName: `tidemark-shop-${name}` }, 1);
  expect(() => windowed.grantPutEvents(windowed.finalize, 'orders')).toThrow('not the pipeline');
});

test.each<[object, string]>([
  [{ order: 1 }, 'source: shop has no source called order; did you mean orders?'],
  [{ streamArn: STREAM_ARN }, 'source: shop has sources: give streams by their names, such as { views: stream }'],
])('the streams %j are refused in one line', (source, line) => {
  const stack = new Stack(newApp(), 'Shop');
  expect(() => new WindowedPipeline(stack, 'Shop', { definition, source: source as never })).toThrow(line);
});

test('streams by name are refused where the definition has none', () => {
  const stack = new Stack(newApp(), 'Shop');
  const source = { views: ofTheirs(stack) };
  expect(() => new WindowedPipeline(stack, 'Shop', { definition: 'trades', source })).toThrow(
    'source: trades reads one stream: give it alone',
  );
});
