import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { definePipeline, count, epochMillis, string, tumbling } from '../../../engine';
import type { StreamDescription } from '../../../engine/ports';
import { checkSource } from '../../../lambda/metrics/check-source';
import { Meter } from '../../../lambda/metrics/meter';
import { PipelineMonitoring, WindowedPipeline, type WindowedPipelineProps } from '../../../lib';
import { MemorySource } from '../../support/memory-source';
import { newApp, ofTheirs, STREAM_ARN } from '../support';

const clicks = (dedupe: boolean) =>
  definePipeline({
    name: 'clicks',
    event: { id: string(), at: epochMillis() },
    eventTime: 'at',
    partitionBy: 'id',
    ...(dedupe && { dedupe: { by: 'id', within: '1 minute' } }),
    queries: { all: { window: tumbling('1 minute'), select: { n: count() } } },
  });

function monitoringOf(props: (stack: Stack) => Partial<WindowedPipelineProps>): Template {
  const stack = new Stack(newApp(), 'Mine');
  const windowed = new WindowedPipeline(stack, 'Clicks', {
    definition: 'trades',
    pipeline: clicks(true),
    ...props(stack),
  });
  new PipelineMonitoring(stack, 'Monitoring', { windowed });
  return Template.fromStack(stack);
}

interface AlarmProperties {
  readonly AlarmName: string;
  readonly MetricName: string;
  readonly Threshold: number;
}

function alarmsOf(template: Template): AlarmProperties[] {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    alarm => (alarm as { Properties: AlarmProperties }).Properties,
  );
}

const namesOf = (template: Template): string[] =>
  alarmsOf(template).map(({ AlarmName }) => AlarmName.replace('tidemark-clicks-', ''));

/** What a tick's check of the stream writes as metrics. */
async function metricsOf(dedupe: boolean, description: Partial<StreamDescription>): Promise<Record<string, number>> {
  const source = new MemorySource();
  source.description = { ...source.description, ...description };
  const lines: string[] = [];
  const log = jest.spyOn(process.stdout, 'write').mockImplementation(line => lines.push(String(line)) > 0);
  const meter = new Meter('clicks');
  await checkSource({ pipeline: clicks(dedupe), source }, meter, { warn: () => undefined });
  meter.publish();
  log.mockRestore();
  return lines.length === 0 ? {} : (JSON.parse(lines[0]!) as Record<string, number>);
}

describe('that a stream spreads the copies of an event over its shards', () => {
  const rings = async (template: Template, dedupe: boolean, keepsKeysTogether: boolean): Promise<boolean> => {
    const metrics = await metricsOf(dedupe, { keepsKeysTogether });
    return alarmsOf(template).some(
      ({ AlarmName, MetricName, Threshold }) =>
        AlarmName.endsWith('-copies-spread') && (metrics[MetricName] ?? -Infinity) >= Threshold,
    );
  };

  it('rings at the next tick after its owner has switched it, and no longer once it is switched back', async () => {
    const template = monitoringOf(() => ({}));
    expect(await rings(template, true, true)).toBe(false);
    expect(await rings(template, true, false)).toBe(true);
    expect(await rings(template, true, true)).toBe(false);
  });

  it('is nothing to a pipeline without dedupe, which has no such alarm', async () => {
    const template = monitoringOf(() => ({ pipeline: clicks(false) }));
    expect(namesOf(template)).not.toContain('copies-spread');
    expect(await metricsOf(false, { keepsKeysTogether: false })).toEqual({});
  });
});

test('that the stream cannot be described stops nothing', async () => {
  const warned: string[] = [];
  const source = { describe: () => Promise.reject(new Error('AccessDenied')) };
  const logger = { warn: (...line: readonly unknown[]) => void warned.push(String(line[0])) };
  await checkSource({ pipeline: clicks(true), source }, { copiesSpread: () => undefined }, logger);
  expect(warned).toEqual(['the stream cannot be described']);
});

describe('on a stream that exists', () => {
  const template = monitoringOf(stack => ({ source: ofTheirs(stack) }));

  it('refused writes are its owner’s matter; refused reads ring, where they are seen: in the account of the stream', () => {
    expect(namesOf(template)).not.toContain('writes-refused');
    const [condition] = Object.entries(template.toJSON()['Conditions'] as object).find(([, value]) =>
      JSON.stringify(value).includes('222222222222'),
    )!;
    template.hasResource('AWS::CloudWatch::Alarm', {
      Condition: condition,
      Properties: Match.objectLike({
        AlarmName: 'tidemark-clicks-reads-refused',
        MetricName: 'ReadProvisionedThroughputExceeded',
        Dimensions: [{ Name: 'StreamName', Value: 'theirs' }],
      }),
    });
    template.hasCondition(condition, { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, STREAM_ARN.split(':')[4]] });
  });

  it('its metrics go by the name of the pipeline, which shares the stream with others', () => {
    for (const { MetricName, ...rest } of alarmsOf(template))
      if (MetricName === 'Gaps') expect(rest).toMatchObject({ Dimensions: [{ Name: 'service', Value: 'clicks' }] });
    expect(namesOf(template)).toContain('gap');
  });

  it('the stream is not on the bill of the dashboard', () => {
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard);
    expect(body).toContain('without the source stream');
    expect(body).not.toContain('sourceRecords');
  });

  it('the audit reads it as the functions do', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 900,
      Environment: { Variables: Match.objectLike({ SOURCE_STREAM: STREAM_ARN }) },
    });
  });
});
