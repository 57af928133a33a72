import { Duration, type RemovalPolicy, Stack, type StackProps, Tags, Validations } from 'aws-cdk-lib';
import type { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Construct } from 'constructs';
import { LakeDelivery } from '../lake-delivery';
import type { WindowedPipeline } from '../windowed-pipeline';

export interface DeliveryStackProps extends StackProps {
  readonly windowed: WindowedPipeline;
  readonly removalPolicy: RemovalPolicy;
}

/** Delivers a pipeline's events and results to the lake. */
export class DeliveryStack extends Stack {
  readonly raw: DeliveryStream;
  readonly aggregates: DeliveryStream;

  constructor(scope: Construct, id: string, { windowed, removalPolicy, ...props }: DeliveryStackProps) {
    super(scope, id, props);
    const { pipeline, source, aggregates, lake } = windowed;
    Tags.of(this).add('tidemark:pipeline', pipeline.name);
    Validations.of(this).acknowledge({
      id: 'CloudFormation-Validate::W7001',
      reason: "The library adds the map of Firehose's addresses to every stack; nothing here is in a VPC.",
    });
    this.raw = new LakeDelivery(this, 'Raw', {
      stream: source,
      lake,
      prefix: `raw/pipeline=${pipeline.name}`,
      bufferingInterval: Duration.minutes(5),
      removalPolicy,
    }).deliveryStream;
    this.aggregates = new LakeDelivery(this, 'Aggregates', {
      stream: aggregates,
      lake,
      prefix: `aggregates/pipeline=${pipeline.name}`,
      bufferingInterval: Duration.minutes(1),
      removalPolicy,
    }).deliveryStream;
  }
}
