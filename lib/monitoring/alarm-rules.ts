import { hasLookups } from '../../engine/definition/pipeline';
import type { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmRule } from './alarm-rule';
import { FIVE_MINUTES, HOUR, math, MINUTE, type PipelineMetrics } from './pipeline-metrics';
import { sourceRules } from './source-rules';

/** Where alarms begin. */
export interface AlarmThresholds {
  /**
   * How old the oldest record that aggregate works on may be.
   *
   * @default 5 minutes; keep it far below the stream's retention, after which records are lost
   */
  readonly iteratorAge?: Duration | undefined;
  /** Share of events in the quarantine, percent. @default 1 */
  readonly quarantinePercent?: number | undefined;
  /**
   * How old the oldest record that is not in the lake yet may be.
   *
   * @default three times the delivery's buffering interval
   */
  readonly freshness?: Duration | undefined;
}

/** Quarantined events in a period below which their share says nothing. */
const QUARANTINED_MIN = 10;

/** The least standstill seen in a period counts, so that one move within it is enough, ms. */
const STANDSTILL_MS = 600_000;

/** All alarms of a pipeline. */
export function alarmRules(metrics: PipelineMetrics, thresholds: AlarmThresholds = {}): AlarmRule[] {
  return [
    ...processingRules(metrics, thresholds),
    ...sourceRules(metrics),
    ...resultRules(metrics),
    ...dataRules(metrics, thresholds),
    ...auditRules(metrics),
    ...lookupRules(metrics),
    ...deliveryRules(metrics, thresholds),
  ];
}

function processingRules(metrics: PipelineMetrics, { iteratorAge = FIVE_MINUTES }: AlarmThresholds): AlarmRule[] {
  const { aggregate } = metrics.sources.windowed;
  return [
    {
      name: 'iterator-age',
      description: `Records wait longer than ${iteratorAge.toMinutes()} minutes to be folded; past the stream's retention they are lost.`,
      metric: aggregate.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: MINUTE }),
      threshold: iteratorAge.toMilliseconds(),
      datapoints: 5,
      of: 5,
    },
    {
      name: 'aggregate-stopped',
      description: 'Records wait for aggregate, and for minutes only the tick has folded some of them.',
      metric: metrics.own('RecordsSwept', { statistic: Stats.SUM, period: FIVE_MINUTES }),
      threshold: 1,
      datapoints: 2,
      of: 3,
    },
    {
      name: 'errors',
      description: 'Functions fail again and again. Records are kept and retried, but results wait.',
      metric: metrics.sumOfFunctions('Errors', 'errors', MINUTE),
      threshold: 1,
      datapoints: 3,
      of: 5,
    },
    {
      name: 'throttles',
      description: "Functions are not started: the account's concurrency is used up.",
      metric: metrics.sumOfFunctions('Throttles', 'throttles', MINUTE),
      threshold: 1,
      datapoints: 3,
      of: 5,
    },
  ];
}

function resultRules(metrics: PipelineMetrics): AlarmRule[] {
  const sum = (name: 'EventsDecoded' | 'EventsQuarantined' | 'EventsLate') =>
    metrics.own(name, { statistic: Stats.SUM, period: FIVE_MINUTES });
  return [
    {
      name: 'watermark-stuck',
      description:
        'Events in time are committed, but for 10 minutes the watermark has not moved: windows do not close.',
      metric: math(
        'IF(FILL(decoded, 0) - FILL(quarantined, 0) - FILL(late, 0) > 0, FILL(standstill, 0), 0)',
        {
          decoded: sum('EventsDecoded'),
          quarantined: sum('EventsQuarantined'),
          late: sum('EventsLate'),
          standstill: metrics.own('WatermarkStandstill', { statistic: Stats.MINIMUM, period: FIVE_MINUTES }),
        },
        { label: 'the watermark stands although events come, ms', period: FIVE_MINUTES },
      ),
      threshold: STANDSTILL_MS,
      datapoints: 2,
      of: 2,
    },
    ...(metrics.sources.windowed.isStopped ? [] : [silence(metrics)]),
  ];
}

function silence(metrics: PipelineMetrics): AlarmRule {
  return {
    name: 'finalize-silent',
    description: 'finalize has not run for 5 minutes, though a schedule calls it each minute: no window closes.',
    metric: metrics.sources.windowed.finalize.metricInvocations({ statistic: Stats.SUM, period: MINUTE }),
    threshold: 1,
    isMinimum: true,
    datapoints: 5,
    of: 5,
    missing: TreatMissingData.BREACHING,
  };
}

function dataRules(metrics: PipelineMetrics, { quarantinePercent = 1 }: AlarmThresholds): AlarmRule[] {
  const sum = (name: 'Gaps' | 'EventsDecoded' | 'EventsQuarantined') =>
    metrics.own(name, { statistic: Stats.SUM, period: FIVE_MINUTES });
  return [
    {
      name: 'quarantine-rate',
      description: `At least ${quarantinePercent} % of events cannot be read, and stand in the quarantine with their reasons.`,
      metric: math(
        `IF(quarantined >= ${QUARANTINED_MIN}, 100 * quarantined / decoded, 0)`,
        { quarantined: sum('EventsQuarantined'), decoded: sum('EventsDecoded') },
        { label: 'quarantined, % of events', period: FIVE_MINUTES },
      ),
      threshold: quarantinePercent,
      datapoints: 2,
      of: 3,
    },
    {
      name: 'gap',
      description: 'Records may have expired before they were read. The log has the shard and the sequence number.',
      metric: sum('Gaps'),
      threshold: 1,
      datapoints: 1,
      of: 1,
    },
  ];
}

function lookupRules(metrics: PipelineMetrics): AlarmRule[] {
  if (!hasLookups(metrics.sources.windowed.pipeline)) return [];
  return [
    {
      name: 'table-stale',
      description: 'A lookup table could not be read anew, or is none: events are judged by the version before.',
      metric: metrics.own('StaleTables', { statistic: Stats.SUM, period: FIVE_MINUTES }),
      threshold: 1,
      datapoints: 2,
      of: 3,
    },
  ];
}

function auditRules(metrics: PipelineMetrics): AlarmRule[] {
  const { audit } = metrics.sources;
  return [
    {
      name: 'audit-mismatch',
      description: 'Commits and the records on the stream do not agree: results may be wrong.',
      metric: metrics.own('AuditMismatches', { statistic: Stats.SUM, period: FIVE_MINUTES }),
      threshold: 1,
      datapoints: 1,
      of: 1,
    },
    ...(audit
      ? [
          {
            name: 'audit-failing',
            description: 'The hourly audit fails: that audit-mismatch is silent says little.',
            metric: audit.metricErrors({ statistic: Stats.SUM, period: HOUR }),
            threshold: 1,
            datapoints: 2,
            of: 3,
          },
        ]
      : []),
  ];
}

function deliveryRules(metrics: PipelineMetrics, { freshness }: AlarmThresholds): AlarmRule[] {
  const ages = metrics.ofDeliveries('DeliveryToS3.DataFreshness', { statistic: Stats.MAXIMUM, period: FIVE_MINUTES });
  const [first, second] = ages;
  if (!first) return [];
  const limitS = freshness?.toSeconds() ?? 3 * metrics.sources.delivery!.bufferingInterval.toSeconds();
  return [
    {
      name: 'delivery-freshness',
      description: `Records wait longer than ${limitS / 60} minutes for their way to the lake.`,
      metric: second
        ? math(
            'IF(FILL(events, 0) > FILL(results, 0), FILL(events, 0), FILL(results, 0))',
            { events: first, results: second },
            { label: 'age of what is not in the lake, s', period: FIVE_MINUTES },
          )
        : first,
      threshold: limitS,
      datapoints: 2,
      of: 3,
    },
  ];
}
