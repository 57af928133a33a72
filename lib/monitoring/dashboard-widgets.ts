import type { IMetric, IWidget, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { GraphWidget, type HorizontalAnnotation, Stats, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../../lambda/metrics/metric-names';
import { costMetrics } from './cost-metrics';
import { MINUTE, type PipelineMetrics } from './pipeline-metrics';

/** Where alarms begin, by the alarm's name; a graph shows the line of its alarm. */
export type AlarmLines = ReadonlyMap<string, HorizontalAnnotation>;

const WIDTH = 12;

/** Rows of two graphs: what comes in, whether processing keeps up, what became of the events, what comes out, what it costs. */
export function dashboardWidgets(metrics: PipelineMetrics, lines: AlarmLines): IWidget[][] {
  const { name } = metrics.sources.windowed.pipeline;
  return [
    [new TextWidget({ markdown: `# ${name}`, width: 2 * WIDTH, height: 1 })],
    inputRow(metrics, lines),
    batchRow(metrics),
    lagRow(metrics, lines),
    latencyRow(metrics),
    eventRow(metrics, lines),
    failureRow(metrics, lines),
    outputRow(metrics, lines),
    costRow(metrics),
  ];
}

function inputRow(metrics: PipelineMetrics, lines: AlarmLines): IWidget[] {
  const refused = 'WriteProvisionedThroughputExceeded';
  const hasOwn = [...metrics.sources.windowed.reading.all.values()].some(({ isOwn }) => isOwn);
  return [
    graph('Records in and out, a minute', [
      metrics.ofSources('all', 'IncomingRecords', { label: 'in' }),
      metrics.ofResults('IncomingRecords', { label: 'out' }),
    ]),
    graph(
      'Records refused, a minute',
      [
        ...(hasOwn ? [metrics.ofSources('own', refused, { label: 'source, writes' })] : []),
        metrics.ofSources('all', 'ReadProvisionedThroughputExceeded', { label: 'source, reads' }),
        metrics.ofResults(refused, { label: 'aggregates, writes' }),
      ],
      lines.get(hasOwn ? 'writes-refused' : 'reads-refused'),
    ),
  ];
}

function batchRow(metrics: PipelineMetrics): IWidget[] {
  return [
    graph('Batch, records', spread(metrics, 'BatchRecords')),
    graph('Window state, bytes', spread(metrics, 'StateSize')),
  ];
}

function lagRow(metrics: PipelineMetrics, lines: AlarmLines): IWidget[] {
  const age = Object.entries(metrics.functions())
    .filter(([name]) => name !== 'unpack')
    .map(([label, fn]) => fn.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: MINUTE, label }));
  return [
    graph('Iterator age, ms', age, lines.get('iterator-age')),
    graph(
      'Watermark behind the clock, and standing still, ms',
      [
        own(metrics, 'WatermarkLag', { statistic: Stats.MAXIMUM, label: 'behind' }),
        own(metrics, 'WatermarkStandstill', { statistic: Stats.MINIMUM, label: 'standing' }),
      ],
      lines.get('watermark-stuck'),
    ),
  ];
}

function latencyRow(metrics: PipelineMetrics): IWidget[] {
  return [
    graph('Commit, ms', spread(metrics, 'CommitLatency')),
    graph('Finalize, ms', spread(metrics, 'FinalizeLatency')),
  ];
}

function eventRow(metrics: PipelineMetrics, lines: AlarmLines): IWidget[] {
  return [
    graph('Events, a minute', [
      own(metrics, 'EventsDecoded', { label: 'all' }),
      own(metrics, 'EventsLate', { label: 'late' }),
      own(metrics, 'EventsFiltered', { label: 'filtered' }),
      own(metrics, 'EventsSkipped', { label: 'passed over' }),
      own(metrics, 'EventsQuarantined', { label: 'quarantined' }),
      own(metrics, 'EventsDuplicate', { label: 'duplicates' }),
    ]),
    graph(
      'Records committed and redelivered, gaps, mismatches, a minute',
      [
        own(metrics, 'RecordsCommitted', { label: 'committed' }),
        own(metrics, 'RecordsRedelivered', { label: 'redelivered' }),
        own(metrics, 'RecordsSwept', { label: 'committed by the tick' }),
        own(metrics, 'Gaps', { label: 'gaps' }),
        own(metrics, 'CopiesSpread', { label: 'copies spread over shards' }),
        own(metrics, 'StaleTables', { label: 'looks at stale tables' }),
        own(metrics, 'AuditMismatches', { label: 'mismatches' }),
      ],
      lines.get('audit-mismatch'),
    ),
  ];
}

function failureRow(metrics: PipelineMetrics, lines: AlarmLines): IWidget[] {
  const functions = Object.entries(metrics.functions());
  return [
    graph(
      'Errors and throttles, a minute',
      functions.flatMap(([name, fn]) => [
        fn.metricErrors({ period: MINUTE, label: `${name}, errors` }),
        fn.metricThrottles({ period: MINUTE, label: `${name}, throttles` }),
      ]),
      lines.get('errors'),
    ),
    graph(
      'Duration, 99th percentile, ms',
      functions.map(([label, fn]) => fn.metricDuration({ statistic: Stats.p(99), period: MINUTE, label })),
    ),
  ];
}

function outputRow(metrics: PipelineMetrics, lines: AlarmLines): IWidget[] {
  const freshness = metrics.ofDeliveries('DeliveryToS3.DataFreshness', { statistic: Stats.MAXIMUM, period: MINUTE });
  return [
    graph('Results, a minute', [own(metrics, 'ResultsEmitted', { label: 'emitted' })]),
    ...(freshness.length > 0
      ? [graph('Age of what is not in the lake yet, s', freshness, lines.get('delivery-freshness'))]
      : []),
  ];
}

function costRow(metrics: PipelineMetrics): IWidget[] {
  const { title, byService } = costMetrics(metrics);
  return [
    new GraphWidget({ title, left: byService, stacked: true, width: WIDTH, leftYAxis: { min: 0, showUnits: false } }),
    graph('Write units of the tables, a minute', [
      metrics.ofTable('state', 'ConsumedWriteCapacityUnits', { label: 'state' }),
      metrics.ofTable('results', 'ConsumedWriteCapacityUnits', { label: 'results' }),
    ]),
  ];
}

function own(metrics: PipelineMetrics, name: MetricName, options: MetricOptions): IMetric {
  return metrics.own(name, { statistic: Stats.SUM, period: MINUTE, ...options });
}

/** The middle and the slow end. */
function spread(metrics: PipelineMetrics, name: MetricName): IMetric[] {
  return [Stats.p(50), Stats.p(99)].map(statistic => own(metrics, name, { statistic, label: statistic }));
}

function graph(title: string, left: IMetric[], line?: HorizontalAnnotation): IWidget {
  return new GraphWidget({
    title,
    left,
    width: WIDTH,
    leftYAxis: { min: 0, showUnits: false },
    ...(line && { leftAnnotations: [line] }),
  });
}
