import { CfnOutput, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Lake } from '../lake';

export interface LakeStackProps extends StackProps {
  readonly removalPolicy: RemovalPolicy;
}

/** The lake that all pipelines share. */
export class LakeStack extends Stack {
  readonly lake: IBucket;

  constructor(scope: Construct, id: string, { removalPolicy, ...props }: LakeStackProps) {
    super(scope, id, props);
    this.lake = new Lake(this, 'Lake', { removalPolicy }).bucket;
    new CfnOutput(this, 'LakeBucket', { value: this.lake.bucketName });
  }
}
