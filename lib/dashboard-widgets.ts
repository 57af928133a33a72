import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { GraphWidget, type IMetric, type IWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { WindowedPipeline } from './windowed-pipeline';

export interface DashboardSources {
  readonly windowed: WindowedPipeline;
  /** The delivery of events and of results. */
  readonly deliveries: { readonly raw: DeliveryStream; readonly aggregates: DeliveryStream };
}

const PERIOD = Duration.minutes(1);
const WIDTH = 12;

/** Rows of two graphs: what comes in, whether processing keeps up, what it costs, what comes out. */
export function dashboardWidgets({ windowed, deliveries }: DashboardSources): IWidget[][] {
  const { source, aggregates, aggregate, finalize } = windowed;
  return [
    [
      graph('Records in and out, a minute', [
        ofStream(source, 'IncomingRecords', 'in'),
        ofStream(aggregates, 'IncomingRecords', 'out'),
      ]),
      graph('Bytes in, a minute', [ofStream(source, 'IncomingBytes', 'in')]),
    ],
    [
      graph('How far processing is behind, ms', [age(aggregate, 'aggregate'), age(finalize, 'finalize')]),
      graph('Records refused, a minute', [
        ofStream(source, 'WriteProvisionedThroughputExceeded', 'source, writes'),
        ofStream(source, 'ReadProvisionedThroughputExceeded', 'source, reads'),
        ofStream(aggregates, 'WriteProvisionedThroughputExceeded', 'aggregates, writes'),
      ]),
    ],
    [
      graph('Errors and throttles, a minute', [
        aggregate.metricErrors({ period: PERIOD, label: 'aggregate, errors' }),
        finalize.metricErrors({ period: PERIOD, label: 'finalize, errors' }),
        aggregate.metricThrottles({ period: PERIOD, label: 'aggregate, throttles' }),
        finalize.metricThrottles({ period: PERIOD, label: 'finalize, throttles' }),
      ]),
      graph('Duration, ms', [...durations(aggregate, 'aggregate'), ...durations(finalize, 'finalize')]),
    ],
    [
      graph('Age of what is not in the lake yet, s', [
        freshness(deliveries.raw, 'events'),
        freshness(deliveries.aggregates, 'results'),
      ]),
      graph('State table, write units a minute', [
        windowed.state.metricConsumedWriteCapacityUnits({ period: PERIOD, label: 'state' }),
        windowed.results.metricConsumedWriteCapacityUnits({ period: PERIOD, label: 'results' }),
      ]),
    ],
  ];
}

function graph(title: string, left: IMetric[]): IWidget {
  return new GraphWidget({ title, left, width: WIDTH, leftYAxis: { min: 0, showUnits: false } });
}

function ofStream(stream: IStream, metricName: string, label: string): IMetric {
  return stream.metric(metricName, { statistic: Stats.SUM, period: PERIOD, label });
}

function age(fn: IFunction, label: string): IMetric {
  return fn.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: PERIOD, label });
}

function durations(fn: IFunction, label: string): IMetric[] {
  return [Stats.p(50), Stats.p(99)].map(statistic =>
    fn.metricDuration({ statistic, period: PERIOD, label: `${label}, ${statistic}` }),
  );
}

/** The library's own metrics of a delivery stream do not have this one. */
function freshness(delivery: DeliveryStream, label: string): Metric {
  return delivery.metric('DeliveryToS3.DataFreshness', { statistic: Stats.MAXIMUM, period: PERIOD, label });
}
