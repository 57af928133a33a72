import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PipelineMonitoring, WindowedPipeline } from '../../lib';

const definition = `
import { count, definePipeline, epochMillis, string, table, tumbling } from 'tidemark';
const columns = { ad_id: string(), campaign: string() };
export default definePipeline({
  name: 'clicks',
  event: { ad_id: string(), at: epochMillis() },
  lookups: {
    ads: table({ file: './ads.csv', key: 'ad_id', columns }),
    shops: table({ s3: 's3://my-tables/of/shops.csv', key: 'ad_id', columns }),
  },
  eventTime: 'at',
  queries: { all: { groupBy: { c: 'lookup(ads, ad_id).campaign' }, window: tumbling('1 minute'), select: { n: count() } } },
});`;

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'lookups-'))));
afterAll(() => rmSync(folder, { recursive: true }));

test('functions have the files of lookup tables beside their code, and may read the objects of the others and no more', () => {
  writeFileSync(join(folder, 'clicks.ts'), definition);
  writeFileSync(join(folder, 'ads.csv'), 'ad_id,campaign\na,b\n');
  const app = new App({
    outdir: join(folder, 'out'),
    builtinCloudFormationValidation: false,
    context: { 'aws:cdk:enable-asset-metadata': true },
  });
  const stack = new Stack(app, 'Stack');
  const windowed = new WindowedPipeline(stack, 'Clicks', { definition: join(folder, 'clicks.ts') });
  new PipelineMonitoring(stack, 'Monitoring', { windowed });
  const template = Template.fromStack(stack);
  const code = Object.values(template.findResources('AWS::Lambda::Function')).flatMap(
    ({ Metadata }) => (Metadata as Record<string, string>)['aws:asset:path'] ?? [],
  );
  const files = code.map(path => join(folder, 'out', path, 'lookups', 'ads'));
  // aggregate, finalize and audit
  expect(files.filter(file => existsSync(file)).map(file => readFileSync(file, 'utf8'))).toEqual(
    Array(3).fill('ad_id,campaign\na,b\n'),
  );
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => (Properties as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument.Statement,
  );
  const own = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('my-tables'));
  const arn = (path: string): unknown => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${path}`]] });
  expect(own).toHaveLength(6);
  expect(own.slice(0, 2)).toMatchObject([
    { Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: arn('my-tables/of/shops.csv') },
    {
      Action: 's3:ListBucketVersions',
      Resource: arn('my-tables'),
      Condition: { StringEquals: { 's3:prefix': 'of/shops.csv' } },
    },
  ]);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'tidemark-clicks-table-stale' });
});
