import { Duration } from 'aws-cdk-lib';
import type { IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { type Prices, readPrices } from '../../cost/prices';
import { GB, HOURS_PER_MONTH, PUT_UNIT_BYTES, SECONDS_PER_MONTH } from '../../cost/workload';
import { math, type PipelineMetrics, ofStream } from './pipeline-metrics';

/** An hour evens out ticks and batches. */
const PERIOD = Duration.hours(1);

/**
 * Dollars a month at the rate of each hour, by service, from what AWS counts and the project's dated list prices. An
 * estimate: free tiers, discounts, storage, logs and traffic are not in it, nor is a source stream of somebody else.
 */
export function costMetrics(metrics: PipelineMetrics): { title: string; byService: MathExpression[] } {
  const prices = readPrices();
  const byService = [
    kinesisCost(metrics, prices),
    lambdaCost(metrics, prices),
    dynamoCost(metrics, prices),
    ...firehoseCost(metrics, prices),
  ];
  const without = metrics.sources.windowed.reading.isOwn ? '' : ', without the source stream';
  const title = `Cost at this rate, $ a month (list prices of ${prices.asOf}, ${prices.region}${without})`;
  return { title, byService };
}

/** A sum over the period, of which `price` dollars are paid for `per` units. */
interface Term {
  readonly metric: Metric;
  readonly price: number;
  readonly per: number;
}

const MILLION = 1_000_000;

/** The terms at their price, carried on for a month, and what a month costs anyway. */
function monthly(label: string, terms: Readonly<Record<string, Term>>, fixed = 0): MathExpression {
  const usingMetrics: Record<string, IMetric> = {};
  const parts = Object.entries(terms).map(([id, { metric, price, per }]) => {
    usingMetrics[id] = metric.with({ period: PERIOD });
    return `${decimal(price)} * FILL(${id}, 0) / ${per}`;
  });
  const toMonth = SECONDS_PER_MONTH / PERIOD.toSeconds();
  return math(`${fixed.toFixed(2)} + ${toMonth} * (${parts.join(' + ')})`, usingMetrics, { label, period: PERIOD });
}

/** As metric math reads it, which knows no exponents. */
const decimal = (price: number): string => price.toFixed(12).replace(/0+$/, '');

/** A record is billed by started 25 KB: it is counted as one unit, and each further 25 KB of the stream as another. */
function kinesisCost(metrics: PipelineMetrics, { kinesis }: Prices): MathExpression {
  const { windowed } = metrics.sources;
  const own = [...windowed.reading.all.values()].filter(({ isOwn }) => isOwn).map(({ stream }) => stream);
  const streams = [
    ...own.map((stream, i) => [`source${i || ''}`, stream] as const),
    ['aggregates', windowed.aggregates] as const,
  ];
  const terms: Record<string, Term> = {};
  let fixed = 0;
  for (const [which, stream] of streams) {
    const { shardCount } = stream.node.defaultChild as CfnStream;
    const bytes = ofStream(stream, 'IncomingBytes');
    if (shardCount === undefined) {
      fixed += HOURS_PER_MONTH * kinesis.onDemandStreamHour;
      terms[`${which}In`] = { metric: bytes, price: kinesis.onDemandGbIn, per: GB };
      terms[`${which}Out`] = {
        metric: ofStream(stream, 'GetRecords.Bytes'),
        price: kinesis.onDemandGbOut,
        per: GB,
      };
    } else {
      const price = kinesis.millionPutUnits;
      fixed += HOURS_PER_MONTH * shardCount * kinesis.shardHour;
      terms[`${which}Records`] = { metric: ofStream(stream, 'IncomingRecords'), price, per: MILLION };
      terms[`${which}Bytes`] = { metric: bytes, price, per: MILLION * PUT_UNIT_BYTES };
    }
  }
  return monthly('Kinesis', terms, fixed);
}

function lambdaCost(metrics: PipelineMetrics, { lambda }: Prices): MathExpression {
  const terms: Record<string, Term> = {};
  for (const [name, fn] of Object.entries(metrics.functions())) {
    const sum = { statistic: 'Sum' };
    const memoryGb = (fn.node.defaultChild as CfnFunction).memorySize! / 1024;
    terms[`${name}Requests`] = { metric: fn.metricInvocations(sum), price: lambda.millionRequests, per: MILLION };
    terms[`${name}Ms`] = { metric: fn.metricDuration(sum), price: memoryGb * lambda.gbSecondArm, per: 1000 };
  }
  return monthly('Lambda', terms);
}

function dynamoCost(metrics: PipelineMetrics, { dynamodb }: Prices): MathExpression {
  const terms: Record<string, Term> = {};
  for (const table of ['state', 'results'] as const) {
    const units = (name: string) => metrics.ofTable(table, name);
    terms[`${table}Writes`] = {
      metric: units('ConsumedWriteCapacityUnits'),
      price: dynamodb.millionWrites,
      per: MILLION,
    };
    terms[`${table}Reads`] = { metric: units('ConsumedReadCapacityUnits'), price: dynamodb.millionReads, per: MILLION };
  }
  return monthly('DynamoDB', terms);
}

function firehoseCost(metrics: PipelineMetrics, { firehose }: Prices): MathExpression[] {
  const deliveries = metrics.ofDeliveries('DataReadFromKinesisStream.Bytes', { statistic: 'Sum' });
  const results = deliveries.at(-1);
  if (!results) return [];
  const raw = deliveries.length > 1 ? deliveries[0] : undefined;
  return [
    monthly('Firehose', {
      ...(raw && { raw: { metric: raw, price: firehose.gb, per: GB } }),
      results: { metric: results, price: firehose.gb + firehose.gbParquet, per: GB },
    }),
  ];
}
