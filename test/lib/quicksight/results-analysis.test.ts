import { Match } from 'aws-cdk-lib/assertions';
import trades from '../../../pipelines/trades';
import { newTidemark, resourcesOf, templateOf, type TemplateJson, templatesOf } from '../support';

const OWNER = 'arn:aws:quicksight:us-east-1:123456789012:user/default/analyst';
const STACK = 'Tidemark-trades-QuickSight';
let templates: Map<string, TemplateJson>;

beforeAll(() => {
  templates = templatesOf(newTidemark({ quicksight: OWNER }));
});

test('without an owner there is nothing of QuickSight', () => {
  const types = [...templatesOf(newTidemark()).values()].flatMap(({ Resources }) =>
    Object.values(Resources).map(({ Type }) => Type),
  );
  expect(types.filter(type => type.includes('QuickSight'))).toEqual([]);
});

test('the owner gets the analysis, may use its data sets, and gives nobody more', () => {
  const principals = (type: string): unknown[] =>
    resourcesOf(templates, STACK, type).map(([, { Properties }]) => Properties!['Permissions']);
  const only = (actions: RegExp): unknown => [
    { Principal: OWNER, Actions: expect.arrayContaining([expect.stringMatching(actions)]) as unknown },
  ];
  expect(principals('AWS::QuickSight::DataSource')).toEqual([only(/PassDataSource/)]);
  expect(principals('AWS::QuickSight::Analysis')).toEqual([only(/UpdateAnalysis/)]);
  expect(principals('AWS::QuickSight::DataSet')).toEqual(trades.queries.map(() => only(/PassDataSet/)));
  expect(JSON.stringify(principals('AWS::QuickSight::DataSet'))).not.toMatch(/UpdateDataSet|DeleteDataSet/);
});

test('each query has a data set, asked for as it is looked at, and a sheet with its values', () => {
  const template = templateOf(templates, STACK);
  template.hasResourceProperties('AWS::QuickSight::DataSet', {
    DataSetId: 'tidemark-trades-prices',
    ImportMode: 'DIRECT_QUERY',
    PhysicalTableMap: {
      results: {
        CustomSql: {
          Columns: [
            { Name: 'key_stockname', Type: 'STRING' },
            { Name: 'window_start', Type: 'DATETIME' },
            { Name: 'window_end', Type: 'DATETIME' },
            { Name: 'avgprice', Type: 'DECIMAL' },
            { Name: 'minprice', Type: 'DECIMAL' },
            { Name: 'maxprice', Type: 'DECIMAL' },
            { Name: 'count', Type: 'INTEGER' },
            { Name: 'openprice', Type: 'DECIMAL' },
            { Name: 'closeprice', Type: 'DECIMAL' },
          ],
          SqlQuery: Match.stringLikeRegexp('FROM "tidemark"."trades_aggregates"'),
        },
      },
    },
  });
  const Properties = resourcesOf(templates, STACK, 'AWS::QuickSight::Analysis')[0]![1].Properties as unknown as {
    Definition: { Sheets: { Name: string; Visuals: object[] }[] };
  };
  const { Sheets } = Properties.Definition;
  expect(Sheets.map(({ Name, Visuals }) => [Name, Visuals.length])).toEqual(
    trades.queries.map(({ name, values }) => [name, Object.keys(values).length]),
  );
  expect(JSON.stringify(Sheets[0]!.Visuals[3])).toContain('"SimpleNumericalAggregation":"SUM"');
});

test("QuickSight queries with a role that reaches this pipeline's results only", () => {
  const Properties = resourcesOf(templates, STACK, 'AWS::IAM::Policy')[0]![1].Properties as unknown as {
    PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
  };
  const { Statement } = Properties.PolicyDocument;
  const objects = Statement.filter(({ Action }) => [Action].flat().includes('s3:GetObject'));
  expect(objects.map(({ Resource }) => /"(\/[^"]*)"/.exec(JSON.stringify(Resource))![1]).sort()).toEqual([
    '/aggregates/pipeline=trades/*',
    '/athena-results/*',
  ]);
  expect(JSON.stringify(Statement)).not.toMatch(/"Resource":"\*"|:\*"/);
  templateOf(templates, STACK).hasResourceProperties('AWS::QuickSight::DataSource', {
    Type: 'ATHENA',
    DataSourceParameters: {
      AthenaParameters: { RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Results'), 'Arn'] } },
    },
    SslProperties: { DisableSsl: false },
  });
});
