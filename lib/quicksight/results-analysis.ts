import { Stack } from 'aws-cdk-lib';
import { CfnAnalysis, CfnDataSet, CfnDataSource } from 'aws-cdk-lib/aws-quicksight';
import { Construct } from 'constructs';
import type { LakeDelivery } from '../lake-delivery';
import type { WindowedPipeline } from '../windowed-pipeline';
import { QueryRole } from './query-role';
import { type FlatResults, flatResults } from './result-columns';
import { sheetOf } from './sheets';

export interface ResultsAnalysisProps {
  readonly windowed: WindowedPipeline;
  readonly delivery: LakeDelivery;
  /** ARN of the QuickSight user or group that owns the analysis and may use its data, in this region and account. */
  readonly owner: string;
  /**
   * Begins the ids of what QuickSight keeps; unique in the account and region.
   *
   * @default tidemark-<pipeline>
   */
  readonly name?: string | undefined;
}

/** Sheets of an analysis (QuickSight quotas). */
const SHEETS_MAX = 20;

const MAY_PASS_SOURCE = [
  'quicksight:DescribeDataSource',
  'quicksight:DescribeDataSourcePermissions',
  'quicksight:PassDataSource',
];
const MAY_USE_DATA_SET = [
  'quicksight:DescribeDataSet',
  'quicksight:DescribeDataSetPermissions',
  'quicksight:PassDataSet',
  'quicksight:DescribeIngestion',
  'quicksight:ListIngestions',
];
const OWNS_ANALYSIS = [
  'quicksight:RestoreAnalysis',
  'quicksight:UpdateAnalysisPermissions',
  'quicksight:DeleteAnalysis',
  'quicksight:DescribeAnalysisPermissions',
  'quicksight:QueryAnalysis',
  'quicksight:DescribeAnalysis',
  'quicksight:UpdateAnalysis',
];

/**
 * A QuickSight analysis of a pipeline's results to begin with: a data source over Athena, a data set for each query (its
 * latest revisions of the last seven days, asked for as the analysis is looked at), and a sheet for each.
 */
export class ResultsAnalysis extends Construct {
  readonly analysis: CfnAnalysis;

  constructor(scope: Construct, id: string, props: ResultsAnalysisProps) {
    super(scope, id);
    const { windowed, delivery, owner } = props;
    const { pipeline } = windowed;
    const name = props.name ?? `tidemark-${pipeline.name}`;
    const { catalog, tables } = delivery;
    const { role } = new QueryRole(this, 'Queries', delivery, pipeline.name);
    const awsAccountId = Stack.of(this).account;
    const source = new CfnDataSource(this, 'Source', {
      awsAccountId,
      dataSourceId: name,
      name: `Tidemark: ${pipeline.name}`,
      type: 'ATHENA',
      dataSourceParameters: { athenaParameters: { workGroup: catalog.workGroup.ref, roleArn: role.roleArn } },
      sslProperties: { disableSsl: false },
      permissions: [{ principal: owner, actions: MAY_PASS_SOURCE }],
    });
    source.node.addDependency(role, tables);
    const results = flatResults(pipeline, `"${catalog.databaseName}"."${tables.aggregatesName}"`).slice(0, SHEETS_MAX);
    const declared = results.map(each => ({
      identifier: each.query,
      dataSetArn: this.dataSet(each, name, source, owner).attrArn,
    }));
    this.analysis = new CfnAnalysis(this, 'Analysis', {
      awsAccountId,
      analysisId: name,
      name: `Tidemark: ${pipeline.name}`,
      definition: { dataSetIdentifierDeclarations: declared, sheets: results.map(sheetOf) },
      permissions: [{ principal: owner, actions: OWNS_ANALYSIS }],
    });
  }

  private dataSet(
    { query, columns, sql }: FlatResults,
    name: string,
    source: CfnDataSource,
    owner: string,
  ): CfnDataSet {
    const inputColumns = columns.map(column => ({ name: column.name, type: column.type }));
    return new CfnDataSet(this, `Data-${query}`, {
      awsAccountId: Stack.of(this).account,
      dataSetId: `${name}-${query}`,
      name: `${name} ${query}`,
      importMode: 'DIRECT_QUERY',
      physicalTableMap: {
        results: { customSql: { dataSourceArn: source.attrArn, name: query, sqlQuery: sql, columns: inputColumns } },
      },
      permissions: [{ principal: owner, actions: MAY_USE_DATA_SET }],
    });
  }
}
