import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { HandlerFunction } from '../handler-function';
import { grantTable } from '../permissions';
import type { WindowedPipeline } from '../windowed-pipeline';

export interface AuditFunctionProps {
  readonly windowed: WindowedPipeline;
  readonly logRetention?: RetentionDays | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Holds the newest commits of a pipeline against its source stream, once an hour. It may only read. */
export class AuditFunction extends Construct {
  readonly function: Function;

  constructor(scope: Construct, id: string, { windowed, logRetention, removalPolicy }: AuditFunctionProps) {
    super(scope, id);
    const { pipeline, definition, reading, state } = windowed;
    this.function = new HandlerFunction(this, 'Handler', {
      handler: 'audit',
      definition,
      decodes: pipeline,
      description: `${pipeline.name}: holds the newest commits against the stream`,
      memorySize: 1024,
      timeout: Duration.minutes(15),
      environment: { ...reading.environment, STATE_TABLE: state.tableName },
      logRetention,
      removalPolicy,
    }).function;
    reading.grant(this.function);
    grantTable(state, this.function, ['dynamodb:GetItem', 'dynamodb:Query']);
    new Rule(this, 'Schedule', {
      description: `${pipeline.name}: audits the newest commits`,
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaFunction(this.function, { retryAttempts: 0, maxEventAge: Duration.minutes(10) })],
    });
  }
}
