import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import { EventSourceMapping, type Function, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Pipeline } from '../engine/definition/pipeline';
import { HandlerFunction, type HandlerOverrides } from './handler-function';
import { grantRead, READ_WRITE_ACTIONS } from './permissions';

export interface AggregateFunctionProps {
  readonly pipeline: Pipeline;
  /** Absolute path of the pipeline's definition. */
  readonly definition: string;
  readonly source: Stream;
  readonly state: Table;
  readonly overrides?: HandlerOverrides | undefined;
  readonly logRetention?: RetentionDays | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Folds the source stream into the state table: the function, and its event source mapping with a tumbling window. */
export class AggregateFunction extends Construct {
  readonly function: Function;

  constructor(scope: Construct, id: string, props: AggregateFunctionProps) {
    super(scope, id);
    const { pipeline, definition, source, state, logRetention, removalPolicy } = props;
    this.function = new HandlerFunction(this, 'Handler', {
      handler: 'aggregate',
      definition,
      description: `${pipeline.name}: folds events into panes`,
      memorySize: props.overrides?.memorySize ?? 512,
      timeout: props.overrides?.timeout ?? Duration.minutes(2),
      environment: { SOURCE_STREAM: source.streamName, STATE_TABLE: state.tableName },
      logRetention,
      removalPolicy,
    }).function;
    grantRead(source, this.function);
    state.grant(this.function, ...READ_WRITE_ACTIONS);
    this.mapSource(source, pipeline.commitEveryMs);
  }

  /**
   * A window's state belongs to one invocation at a time, so the parallelization factor is 1 and batches are not bisected;
   * retries go on until the records expire (the default of both limits), because only infrastructure fails a batch.
   */
  private mapSource(source: Stream, commitEveryMs: number): void {
    new EventSourceMapping(this, 'Source', {
      target: this.function,
      eventSourceArn: source.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      tumblingWindow: Duration.millis(commitEveryMs),
      parallelizationFactor: 1,
      bisectBatchOnError: false,
      batchSize: 10_000,
      maxBatchingWindow: Duration.seconds(1),
    });
  }
}
