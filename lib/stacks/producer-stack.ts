import { Duration, type RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { HandlerFunction } from '../handler-function';
import { grantPut } from '../permissions';
import type { WindowedPipeline } from '../windowed-pipeline';

export interface ProducerStackProps extends StackProps {
  readonly windowed: WindowedPipeline;
  /** Absolute path of the pipeline's definition. */
  readonly definition: string;
  /**
   * Events per second, more than 0 and at most 10,000.
   *
   * @default 10, but only when the function is invoked by hand: the schedule is disabled
   */
  readonly eventsPerSecond?: number | undefined;
  /**
   * Text of a Kinesis Data Generator template, at most 3 KB.
   *
   * @default the generator that comes with the pipeline
   */
  readonly template?: string | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Synthetic events for a pipeline's own source stream: a minute's worth each minute, where a rate is given. */
export class ProducerStack extends Stack {
  constructor(scope: Construct, id: string, props: ProducerStackProps) {
    const { windowed, definition, eventsPerSecond, template, removalPolicy, ...stackProps } = props;
    super(scope, id, stackProps);
    const { pipeline, source } = windowed;
    Tags.of(this).add('tidemark:pipeline', pipeline.name);
    const producer = new HandlerFunction(this, 'Producer', {
      handler: 'produce',
      definition,
      description: `${pipeline.name}: produces synthetic events`,
      memorySize: 512,
      timeout: Duration.seconds(90),
      environment: {
        TARGET_STREAM: source.streamName,
        EVENTS_PER_SECOND: String(eventsPerSecond ?? 10),
        ...(template !== undefined && { TEMPLATE: template }),
      },
      removalPolicy,
    }).function;
    grantPut(source, producer, 'kinesis:ListShards');
    new Rule(this, 'Schedule', {
      description: `${pipeline.name}: produces synthetic events`,
      enabled: eventsPerSecond !== undefined,
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(producer, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
