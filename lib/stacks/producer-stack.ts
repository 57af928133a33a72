import { Duration, type RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { HandlerFunction } from '../handler-function';
import type { WindowedPipeline } from '../windowed-pipeline';

export interface ProducerStackProps extends StackProps {
  readonly windowed: WindowedPipeline;
  /** Absolute path of the pipeline's definition. */
  readonly definition: string;
  /**
   * Whether events are produced without being asked for.
   *
   * @default false
   */
  readonly enabled?: boolean | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Synthetic events for a pipeline's source stream, a minute's worth each minute where that is enabled. */
export class ProducerStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { windowed, definition, enabled = false, removalPolicy, ...props }: ProducerStackProps,
  ) {
    super(scope, id, props);
    const { pipeline, source } = windowed;
    Tags.of(this).add('tidemark:pipeline', pipeline.name);
    const producer = new HandlerFunction(this, 'Producer', {
      handler: 'produce',
      definition,
      description: `${pipeline.name}: produces synthetic events`,
      memorySize: 512,
      timeout: Duration.seconds(90),
      environment: { SOURCE_STREAM: source.streamName },
      removalPolicy,
    }).function;
    source.grant(producer, 'kinesis:PutRecords');
    new Rule(this, 'Schedule', {
      description: `${pipeline.name}: produces synthetic events`,
      enabled,
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(producer, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
