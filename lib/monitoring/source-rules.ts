import { viewsOf } from '../../engine/definition/sources';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmRule } from './alarm-rule';
import { FIVE_MINUTES, type PipelineMetrics } from './pipeline-metrics';

/** Of the source stream: whether it takes what comes, or gives what is asked for, and whether it keeps what `dedupe` needs. */
export function sourceRules(metrics: PipelineMetrics): AlarmRule[] {
  const { pipeline, reading } = metrics.sources.windowed;
  const readings = [...reading.all.values()];
  return [
    ...(readings.some(({ isOwn }) => isOwn) ? [writesRefused(metrics)] : []),
    ...(readings.some(({ isOwn }) => !isOwn) ? [readsRefused(metrics)] : []),
    ...(viewsOf(pipeline).some(([, { dedupe }]) => dedupe) ? [copiesSpread(metrics)] : []),
  ];
}

const LIMITS = { threshold: 1, datapoints: 3, of: 5 };

function writesRefused(metrics: PipelineMetrics): AlarmRule {
  return {
    name: 'writes-refused',
    description:
      'The source stream refuses records: it has too few shards, or too many records have one partition key.',
    metric: metrics.ofSources('own', 'WriteProvisionedThroughputExceeded'),
    ...LIMITS,
  };
}

/** Who puts on a stream of somebody else is not the pipeline's matter, but who reads beside it is. */
function readsRefused(metrics: PipelineMetrics): AlarmRule {
  return {
    name: 'reads-refused',
    description: 'The source stream refuses reads: its readers share 5 reads and 2 MB a second of each shard.',
    metric: metrics.ofSources('other', 'ReadProvisionedThroughputExceeded'),
    ...LIMITS,
    ofSourceAccount: true,
  };
}

/** The tick writes it only while it is so. */
function copiesSpread(metrics: PipelineMetrics): AlarmRule {
  return {
    name: 'copies-spread',
    description: 'dedupe: the stream spreads the copies of an event over its shards, where they are counted again.',
    metric: metrics.own('CopiesSpread', { statistic: Stats.SUM, period: FIVE_MINUTES }),
    threshold: 1,
    datapoints: 1,
    of: 1,
  };
}
