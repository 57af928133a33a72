import { CfnOutput, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Catalog } from '../catalog/catalog';
import { Lake } from '../lake';

export interface LakeStackProps extends StackProps {
  /** ARN of the key that encrypts the data of all pipelines, or `new`. @default keys that AWS manages */
  readonly key?: string | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** The lake that all pipelines share, and its catalog. */
export class LakeStack extends Stack {
  readonly lake: IBucket;
  readonly key: IKey | undefined;
  readonly catalog: Catalog;

  constructor(scope: Construct, id: string, { key, removalPolicy, ...props }: LakeStackProps) {
    super(scope, id, props);
    if (key !== undefined) this.key = key === 'new' ? this.newKey(removalPolicy) : Key.fromKeyArn(this, 'Key', key);
    this.lake = new Lake(this, 'Lake', { encryptionKey: this.key, removalPolicy }).bucket;
    this.catalog = new Catalog(this, 'Catalog', { lake: this.lake });
    new CfnOutput(this, 'LakeBucket', { value: this.lake.bucketName });
  }

  private newKey(removalPolicy: RemovalPolicy): Key {
    return new Key(this, 'Key', {
      description: 'Tidemark: streams, tables and lake',
      enableKeyRotation: true,
      removalPolicy,
    });
  }
}
