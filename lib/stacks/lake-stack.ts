import { CfnOutput, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Catalog } from '../catalog/catalog';
import { Lake } from '../lake';

export interface LakeStackProps extends StackProps {
  readonly removalPolicy: RemovalPolicy;
}

/** The lake that all pipelines share, and its catalog. */
export class LakeStack extends Stack {
  readonly lake: IBucket;
  readonly catalog: Catalog;

  constructor(scope: Construct, id: string, { removalPolicy, ...props }: LakeStackProps) {
    super(scope, id, props);
    this.lake = new Lake(this, 'Lake', { removalPolicy }).bucket;
    this.catalog = new Catalog(this, 'Catalog', { lake: this.lake });
    new CfnOutput(this, 'LakeBucket', { value: this.lake.bucketName });
  }
}
