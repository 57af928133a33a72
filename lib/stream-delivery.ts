import { type Duration, type RemovalPolicy, Size, Stack, Validations } from 'aws-cdk-lib';
import type { CfnTable } from 'aws-cdk-lib/aws-glue';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import {
  DeliveryStream,
  EnableLogging,
  KinesisStreamSource,
  S3Bucket,
  type S3BucketProps,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { allowObjects } from './object-access';
import { grantRead } from './permissions';

export interface StreamDeliveryProps {
  readonly stream: IStream;
  readonly lake: IBucket;
  /** Where objects go, without a slash at its end, such as `raw/pipeline=trades`; below it a folder a day and an hour. */
  readonly prefix: string;
  readonly fileExtension: string;
  /** How records become objects. */
  readonly format: Pick<S3BucketProps, 'compression' | 'processors' | 'dataFormatConversion'>;
  /** The function that transforms records, where there is one. */
  readonly transform?: Function | undefined;
  /** The table whose columns the objects get, where they are converted. */
  readonly table?: CfnTable | undefined;
  /** Longest time before an object is written, 0-15 minutes. */
  readonly bufferingInterval: Duration;
  /** @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** Firehose from a stream to the lake, by the hour of arrival, with a role that reaches nothing else. */
export class StreamDelivery extends Construct {
  readonly deliveryStream: DeliveryStream;

  constructor(scope: Construct, id: string, props: StreamDeliveryProps) {
    super(scope, id);
    const { stream, lake, prefix, fileExtension, format, bufferingInterval, removalPolicy } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('firehose.amazonaws.com') });
    grantRead(stream, role);
    grantDelivery(role, lake, prefix);
    if (props.transform) grantTransform(role, props.transform);
    if (props.table) grantTable(role, props.table);
    logGroup.grantWrite(role);
    // The library's own grants reach the whole bucket and its deletion, all versions of the function, and all schemas.
    const narrow = role.withoutPolicyUpdates();
    this.deliveryStream = new DeliveryStream(this, 'Stream', {
      role: narrow,
      source: new KinesisStreamSource(stream),
      destination: new S3Bucket(lake, {
        ...format,
        role: narrow,
        dataOutputPrefix: `${prefix}/date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/`,
        errorOutputPrefix: `errors/${prefix}/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/`,
        fileExtension,
        bufferingInterval,
        bufferingSize: Size.mebibytes(128),
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

function grantTransform(role: Role, { functionArn }: Function): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: ['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration'],
      resources: [functionArn, `${functionArn}:$LATEST`],
    }),
  );
}

function grantTable(role: Role, table: CfnTable): void {
  const stack = Stack.of(role);
  const arn = (resource: string, resourceName?: string): string =>
    stack.formatArn({ service: 'glue', resource, ...(resourceName !== undefined && { resourceName }) });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
      resources: [
        arn('catalog'),
        arn('database', table.databaseName),
        arn('table', `${table.databaseName}/${table.ref}`),
      ],
    }),
  );
}
