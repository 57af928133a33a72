import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type Function,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Pipeline } from '../engine/definition/pipeline';
import { COMMIT_PREFIX } from '../engine/store/keys';
import { NODE_OPTIONS, ROOM_MIB } from '../lambda/finalize/node-options';
import { HandlerFunction, type HandlerOverrides } from './handler-function';
import { allowObjects } from './object-access';
import { grantPut, grantTable, READ_WRITE_INSERT_ACTIONS } from './permissions';
import type { SourceReadings } from './source-readings';

export interface FinalizeFunctionProps {
  readonly pipeline: Pipeline;
  /** Absolute path of the pipeline's definition. */
  readonly definition: string;
  readonly source: SourceReadings;
  readonly aggregates: Stream;
  readonly state: Table;
  readonly results: Table;
  /** Takes late and quarantined events. */
  readonly lake: IBucket;
  /** Whether anything calls it. */
  readonly isRunning: boolean;
  readonly tracing?: boolean | undefined;
  readonly overrides?: HandlerOverrides | undefined;
  readonly logRetention?: RetentionDays | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Closes windows and emits results: the function, woken by new commits and by a tick each minute. */
export class FinalizeFunction extends Construct {
  readonly function: Function;

  constructor(scope: Construct, id: string, props: FinalizeFunctionProps) {
    super(scope, id);
    const { pipeline, definition, source, aggregates, state, results, lake, isRunning, logRetention, removalPolicy } =
      props;
    const memorySize = props.overrides?.memorySize ?? ROOM_MIB;
    this.function = new HandlerFunction(this, 'Handler', {
      handler: 'finalize',
      definition,
      decodes: pipeline,
      description: `${pipeline.name}: closes windows and emits results`,
      memorySize,
      nodeOptions: memorySize >= ROOM_MIB ? NODE_OPTIONS : [],
      timeout: props.overrides?.timeout ?? Duration.minutes(5),
      reservedConcurrency: props.overrides?.reservedConcurrency,
      tracing: props.tracing,
      environment: {
        ...source.environment,
        STATE_TABLE: state.tableName,
        RESULTS_TABLE: results.tableName,
        AGGREGATES_STREAM: aggregates.streamName,
        LAKE_BUCKET: lake.bucketName,
      },
      logRetention,
      removalPolicy,
    }).function;
    source.grant(this.function);
    grantPut(aggregates, this.function);
    grantTable(state, this.function);
    grantTable(results, this.function, READ_WRITE_INSERT_ACTIONS);
    const sides = [`late/pipeline=${pipeline.name}`, `quarantine/pipeline=${pipeline.name}`];
    allowObjects(this.function.role!, lake, sides, ['s3:PutObject']);
    this.mapCommits(state, isRunning);
    this.addTick(pipeline.name, isRunning);
  }

  /** Commits are hints: a lost one is made good by the tick, so retries are few and nothing old is worth sending. */
  private mapCommits(state: Table, enabled: boolean): void {
    const stateStream = state.tableStreamArn!;
    state.grantStream(
      this.function,
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    );
    const isCommit = {
      eventName: FilterRule.isEqual('INSERT'),
      dynamodb: { Keys: { pk: { S: FilterRule.beginsWith(COMMIT_PREFIX) } } },
    };
    new EventSourceMapping(this, 'Commits', {
      target: this.function,
      enabled,
      eventSourceArn: stateStream,
      startingPosition: StartingPosition.LATEST,
      filters: [FilterCriteria.filter(isCommit)],
      batchSize: 1_000,
      maxBatchingWindow: Duration.seconds(1),
      retryAttempts: 3,
      maxRecordAge: Duration.minutes(5),
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
  }

  private addTick(pipeline: string, enabled: boolean): void {
    new Rule(this, 'Tick', {
      description: `${pipeline}: closes windows although no commit comes, and sweeps up`,
      schedule: Schedule.rate(Duration.minutes(1)),
      enabled,
      targets: [
        new LambdaFunction(this.function, {
          event: RuleTargetInput.fromObject({ tick: true }),
          retryAttempts: 0,
          maxEventAge: Duration.minutes(1),
        }),
      ],
    });
  }
}
