import type { Duration } from 'aws-cdk-lib';
import { type RemovalPolicy, Size, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import {
  AppendDelimiterToRecordProcessor,
  Compression,
  DeliveryStream,
  EnableLogging,
  KinesisStreamSource,
  S3Bucket,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { allowObjects } from './object-access';
import { grantRead } from './permissions';

export interface LakeDeliveryProps {
  readonly stream: IStream;
  readonly lake: IBucket;
  /** Where objects go, without a slash at its end, such as `raw/pipeline=trades`; below it a folder a day and an hour. */
  readonly prefix: string;
  /** Longest time before an object is written, 0-15 minutes; it is written sooner when 64 MiB have come. */
  readonly bufferingInterval: Duration;
  readonly removalPolicy: RemovalPolicy;
}

/** Firehose from a stream to the lake: gzipped, one record a line, by the hour of arrival. */
export class LakeDelivery extends Construct {
  readonly deliveryStream: DeliveryStream;

  constructor(scope: Construct, id: string, props: LakeDeliveryProps) {
    super(scope, id);
    const { stream, lake, prefix, bufferingInterval, removalPolicy } = props;
    const logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('firehose.amazonaws.com') });
    grantRead(stream, role);
    grantDelivery(role, lake, prefix);
    logGroup.grantWrite(role);
    // The library's own grants reach the whole bucket and its deletion.
    const narrow = role.withoutPolicyUpdates();
    this.deliveryStream = new DeliveryStream(this, 'Stream', {
      role: narrow,
      source: new KinesisStreamSource(stream),
      destination: new S3Bucket(lake, {
        role: narrow,
        dataOutputPrefix: `${prefix}/date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/`,
        errorOutputPrefix: `errors/${prefix}/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/`,
        fileExtension: '.ndjson.gz',
        compression: Compression.GZIP,
        bufferingInterval,
        bufferingSize: Size.mebibytes(64),
        processors: [new AppendDelimiterToRecordProcessor()],
        loggingConfig: new EnableLogging(logGroup),
      }),
    });
    this.deliveryStream.node.addDependency(role);
    Validations.of(this.deliveryStream).acknowledge({
      id: 'AwsSolutions-KDF1',
      reason: 'It reads an encrypted Kinesis stream; a key of its own exists only for events put on it directly.',
    });
  }
}

function grantDelivery(role: Role, lake: IBucket, prefix: string): void {
  allowObjects(role, lake, [prefix, `errors/${prefix}`], ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload']);
  role.addToPolicy(
    new PolicyStatement({
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [lake.bucketArn],
    }),
  );
}
