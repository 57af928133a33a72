import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { LakeDelivery, type LakeDeliveryProps } from '../lake-delivery';

export interface DeliveryStackProps extends StackProps {
  readonly delivery: LakeDeliveryProps;
}

/** Delivers a pipeline's events and results to the lake, with tables over them. */
export class DeliveryStack extends Stack {
  readonly delivery: LakeDelivery;

  constructor(scope: Construct, id: string, { delivery, ...props }: DeliveryStackProps) {
    super(scope, id, props);
    Tags.of(this).add('tidemark:pipeline', delivery.windowed.pipeline.name);
    this.delivery = new LakeDelivery(this, 'Delivery', delivery);
  }
}
