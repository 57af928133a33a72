import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface PipelineTablesProps {
  /** @default a key of DynamoDB */
  readonly encryptionKey?: IKey | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** The state table (partials, commits, epochs) and the results table (latest revision of each window). */
export class PipelineTables extends Construct {
  /** Its stream carries keys only: a commit is known by its key. */
  readonly state: Table;
  readonly results: Table;

  constructor(scope: Construct, id: string, { encryptionKey, removalPolicy }: PipelineTablesProps) {
    super(scope, id);
    const common: TableProps = {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      ...(encryptionKey && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
    };
    this.state = new Table(this, 'State', { ...common, stream: StreamViewType.KEYS_ONLY });
    this.results = new Table(this, 'Results', common);
  }
}
