import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { LakeDelivery } from '../lake-delivery';
import { allowObjects } from '../object-access';

/** What QuickSight takes on to query one pipeline's results by Athena, and nothing else of the lake. */
export class QueryRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { catalog, tables }: LakeDelivery, pipeline: string) {
    super(scope, id);
    const stack = Stack.of(this);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('quicksight.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    });
    const arn = (service: string, resource: string, resourceName?: string): string =>
      stack.formatArn({ service, resource, ...(resourceName !== undefined && { resourceName }) });
    const allow = (actions: string[], resources: string[]): void => {
      this.role.addToPolicy(new PolicyStatement({ actions, resources }));
    };
    allow(
      [
        'athena:BatchGetQueryExecution',
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:GetQueryResultsStream',
        'athena:GetWorkGroup',
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
      ],
      [arn('athena', 'workgroup', catalog.workGroup.ref)],
    );
    allow(
      ['athena:GetDataCatalog', 'athena:GetDatabase', 'athena:GetTableMetadata'],
      [arn('athena', 'datacatalog', 'AwsDataCatalog')],
    );
    allow(
      ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition'],
      [
        arn('glue', 'catalog'),
        arn('glue', 'database', catalog.databaseName),
        arn('glue', 'table', `${catalog.databaseName}/${tables.aggregates.ref}`),
      ],
    );
    allow(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [catalog.lake.bucketArn]);
    allowObjects(this.role, catalog.lake, [`aggregates/pipeline=${pipeline}`], ['s3:GetObject']);
    allowObjects(
      this.role,
      catalog.lake,
      ['athena-results'],
      ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    );
  }
}
