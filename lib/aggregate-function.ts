import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, type Function, MetricType } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Pipeline } from '../engine/definition/pipeline';
import { sourceId } from './source-id';
import { FailedBatches } from './failed-batches';
import { HandlerFunction, type HandlerOverrides } from './handler-function';
import { grantTable } from './permissions';
import type { SourceReading } from './source-reading';
import type { SourceReadings } from './source-readings';

export interface AggregateFunctionProps {
  readonly pipeline: Pipeline;
  /** Absolute path of the pipeline's definition. */
  readonly definition: string;
  readonly source: SourceReadings;
  readonly state: Table;
  /** Takes batches that expired before they could be folded. */
  readonly lake: IBucket;
  /** Whether anything calls it. */
  readonly isRunning: boolean;
  readonly tracing?: boolean | undefined;
  readonly overrides?: HandlerOverrides | undefined;
  readonly logRetention?: RetentionDays | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Folds the source streams into the state table: the function, and an event source mapping with a tumbling window for each. */
export class AggregateFunction extends Construct {
  readonly function: Function;

  constructor(scope: Construct, id: string, props: AggregateFunctionProps) {
    super(scope, id);
    const { pipeline, definition, source, state, lake, isRunning, tracing, logRetention, removalPolicy } = props;
    this.function = new HandlerFunction(this, 'Handler', {
      handler: 'aggregate',
      definition,
      decodes: pipeline,
      description: `${pipeline.name}: folds events into panes`,
      memorySize: props.overrides?.memorySize ?? 512,
      timeout: props.overrides?.timeout ?? Duration.minutes(2),
      reservedConcurrency: props.overrides?.reservedConcurrency,
      tracing,
      environment: { ...source.environment, STATE_TABLE: state.tableName },
      logRetention,
      removalPolicy,
    }).function;
    source.grant(this.function, { mapped: true });
    grantTable(state, this.function);
    for (const [name, reading] of source.all) this.mapSource(name, reading, lake, pipeline.commitEveryMs, isRunning);
  }

  /**
   * A window's state belongs to one invocation at a time, so the parallelization factor is 1 and batches are not bisected.
   * Only infrastructure fails a batch, so retries go on until its records expire; what expires is kept in the lake.
   */
  private mapSource(
    name: string | undefined,
    source: SourceReading,
    lake: IBucket,
    commitEveryMs: number,
    enabled: boolean,
  ): void {
    new EventSourceMapping(this, sourceId('Source', name), {
      target: this.function,
      enabled,
      ...source.mapping,
      tumblingWindow: Duration.millis(commitEveryMs),
      parallelizationFactor: 1,
      bisectBatchOnError: false,
      batchSize: 10_000,
      maxBatchingWindow: Duration.seconds(1),
      retryAttempts: -1,
      onFailure: new FailedBatches(lake),
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
  }
}
