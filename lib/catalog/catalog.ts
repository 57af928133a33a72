import { Size, Stack } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface CatalogProps {
  /** Holds the data, and Athena's answers below `athena-results/`. */
  readonly lake: IBucket;
  /**
   * Of the Glue database and the Athena workgroup: lower-case letters, digits and underscores.
   *
   * @default tidemark
   */
  readonly name?: string | undefined;
  /**
   * Most data that one query may scan, at least 10 MB; Athena ends one that would scan more.
   *
   * @default 100 GiB, about half a dollar
   */
  readonly scanLimit?: Size | undefined;
}

/** What makes the lake readable by SQL: a Glue database and an Athena workgroup. No crawler: tables project partitions. */
export class Catalog extends Construct {
  readonly lake: IBucket;
  readonly database: CfnDatabase;
  readonly workGroup: CfnWorkGroup;
  readonly databaseName: string;

  constructor(scope: Construct, id: string, props: CatalogProps) {
    super(scope, id);
    const { lake, name = 'tidemark', scanLimit = Size.gibibytes(100) } = props;
    this.lake = lake;
    this.databaseName = name;
    this.database = new CfnDatabase(this, 'Database', {
      catalogId: Stack.of(this).account,
      databaseInput: { name, description: 'Events and results in the lake' },
    });
    this.workGroup = new CfnWorkGroup(this, 'WorkGroup', {
      name,
      description: 'Queries over the lake',
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: scanLimit.toBytes(),
        resultConfiguration: {
          outputLocation: `s3://${lake.bucketName}/athena-results/`,
          encryptionConfiguration: lake.encryptionKey
            ? { encryptionOption: 'SSE_KMS', kmsKey: lake.encryptionKey.keyArn }
            : { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }
}
