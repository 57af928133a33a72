import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { FAILED_BATCHES } from './failed-batches';

export interface LakeProps {
  /** @default a key of S3 */
  readonly encryptionKey?: IKey | undefined;
  /** @default RemovalPolicy.RETAIN; with DESTROY the objects go too */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /**
   * After how long raw events move to Glacier Instant Retrieval: a sixth of the price to keep, dearer to read. At least a day.
   *
   * @default 90 days
   */
  readonly archiveRawAfter?: Duration | undefined;
}

/** How long what could not be delivered is kept, to be put right and sent again. */
const FAILURES_KEPT = Duration.days(365);
/** How long Athena's answers are kept. */
const ANSWERS_KEPT = Duration.days(7);

/** How long access logs are kept. */
const ACCESS_LOGS_KEPT = Duration.days(90);

/** The bucket for raw events, results, late and quarantined events of all pipelines; private, encrypted, TLS only. */
export class Lake extends Construct {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, props: LakeProps = {}) {
    super(scope, id);
    // Whatever the app's flags say: without this one, access logs need a bucket that takes grants by ACL.
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const common: BucketProps = {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    };
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...common,
      lifecycleRules: [{ expiration: ACCESS_LOGS_KEPT }],
    });
    Validations.of(accessLogs).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds the access logs of the lake; logging access to itself would never end.',
    });
    const { encryptionKey } = props;
    this.bucket = new Bucket(this, 'Bucket', {
      ...common,
      ...(encryptionKey && { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }),
      serverAccessLogsBucket: accessLogs as IBucket,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        {
          prefix: 'raw/',
          transitions: [
            {
              storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL,
              transitionAfter: props.archiveRawAfter ?? Duration.days(90),
            },
          ],
        },
        { prefix: 'errors/', expiration: FAILURES_KEPT },
        { prefix: `${FAILED_BATCHES}/`, expiration: FAILURES_KEPT },
        { prefix: 'athena-results/', expiration: ANSWERS_KEPT },
      ],
    }) as IBucket;
  }
}
