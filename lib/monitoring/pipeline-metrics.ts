import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { METRIC_NAMESPACE, type MetricName } from '../../lambda/metrics/metric-names';
import type { LakeDelivery } from '../lake-delivery';
import type { WindowedPipeline } from '../windowed-pipeline';

/** What is measured: a pipeline, its delivery and its audit where it has them. */
export interface Monitored {
  readonly windowed: WindowedPipeline;
  readonly delivery?: LakeDelivery | undefined;
  /** The function that audits, where there is one. */
  readonly audit?: IFunction | undefined;
}

export const MINUTE = Duration.minutes(1);
export const FIVE_MINUTES = Duration.minutes(5);
export const HOUR = Duration.hours(1);

/** Where the metrics of one pipeline come from: every dimension is the name of a resource that is there. */
export class PipelineMetrics {
  constructor(readonly sources: Monitored) {}

  /** A metric that the functions emit. A series without data where nothing was folded. */
  own(metricName: MetricName, options: MetricOptions): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { service: this.serviceName },
      ...options,
    });
  }

  private get serviceName(): string {
    return this.sources.windowed.reading.service;
  }

  /** Of the stream of results. */
  ofResults(metricName: string, options: MetricOptions = {}): Metric {
    return ofStream(this.sources.windowed.aggregates, metricName, options);
  }

  /** Of the source streams, added up where there are several. @param which all, the pipeline's own, or those of others. */
  ofSources(which: 'all' | 'own' | 'other', metricName: string, options: MetricOptions = {}): Metric | MathExpression {
    const readings = [...this.sources.windowed.reading.all.values()];
    const chosen = readings.filter(({ isOwn }) => which === 'all' || isOwn === (which === 'own'));
    const metrics = chosen.map(({ stream }) => ofStream(stream, metricName, options));
    if (metrics.length === 1) return metrics[0]!;
    const usingMetrics = Object.fromEntries(
      metrics.map((metric, i) => [`${which}${metricName.replaceAll('.', '')}${i}`, metric]),
    );
    const sum = Object.keys(usingMetrics)
      .map(name => `FILL(${name}, 0)`)
      .join(' + ');
    return math(sum, usingMetrics, { label: options.label ?? metricName, period: options.period ?? MINUTE });
  }

  ofTable(which: 'state' | 'results', metricName: string, options: MetricOptions = {}): Metric {
    const { tableName } = this.sources.windowed[which];
    return new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: tableName },
      statistic: Stats.SUM,
      period: MINUTE,
      ...options,
    });
  }

  /** Of the deliveries: of events, where they are delivered, and of results. */
  ofDeliveries(metricName: string, options: MetricOptions): Metric[] {
    const { delivery } = this.sources;
    if (!delivery) return [];
    const of = (stream: DeliveryStream, label: string): Metric => stream.metric(metricName, { label, ...options });
    const raw = delivery.raw.map((stream, i) => of(stream, i === 0 ? 'events' : `events ${i + 1}`));
    return [...raw, of(delivery.aggregates, 'results')];
  }

  /** The functions that records pass through, by what they are called on the dashboard. */
  functions(): Readonly<Record<string, IFunction>> {
    const { windowed, delivery } = this.sources;
    return {
      aggregate: windowed.aggregate,
      finalize: windowed.finalize,
      ...(delivery?.unpack && { unpack: delivery.unpack }),
    };
  }

  /** A metric of each function, added up. */
  sumOfFunctions(metricName: string, label: string, period: Duration): MathExpression {
    const usingMetrics = Object.fromEntries(
      Object.entries(this.functions()).map(([name, fn]) => [
        name,
        fn.metric(metricName, { statistic: Stats.SUM, period }),
      ]),
    );
    return math(
      Object.keys(usingMetrics)
        .map(name => `FILL(${name}, 0)`)
        .join(' + '),
      usingMetrics,
      { label, period },
    );
  }
}

/** A metric of one stream. */
export function ofStream(stream: IStream, metricName: string, options: MetricOptions = {}): Metric {
  return stream.metric(metricName, { statistic: Stats.SUM, period: MINUTE, ...options });
}

/** A metric computed from others. */
export function math(
  expression: string,
  usingMetrics: Record<string, IMetric>,
  options: { readonly label: string; readonly period: Duration },
): MathExpression {
  return new MathExpression({ expression, usingMetrics, ...options });
}
