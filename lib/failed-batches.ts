import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { DlqDestinationConfig, IEventSourceDlq, IEventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { allowObjects } from './object-access';

/** Where Lambda puts the batches that it gives up, below it a folder for each mapping and shard. */
export const FAILED_BATCHES = 'aws/lambda';

/** Keeps the batches that an event source mapping gives up, records and all, in a bucket. */
export class FailedBatches implements IEventSourceDlq {
  constructor(private readonly bucket: IBucket) {}

  bind(_mapping: IEventSourceMapping, target: IFunction): DlqDestinationConfig {
    allowObjects(target.role!, this.bucket, [FAILED_BATCHES], ['s3:PutObject']);
    target.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }));
    return { destination: this.bucket.bucketArn };
  }
}
