import { App } from 'aws-cdk-lib';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cdk from '../../cdk.json';
import type { CataloguedPipeline } from '../../api/catalogue';
import { readSettings } from '../../lib/app-settings';
import { loadDashboard } from '../../lib/dashboard-file';
import { DefinitionFileError } from '../../lib/definition-file';
import { addStacks } from '../../lib/tidemark-app';
import orders from '../browser/orders';

let folder: string;
const FILE = 'orders.dashboard.json';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
  copyFileSync(join(__dirname, '../browser/orders.ts'), join(folder, 'orders.ts'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = () => loadDashboard('orders.ts', folder, orders);

test('the file beside a definition is its dashboard; without one there is none', () => {
  expect(load()).toBeUndefined();
  writeFileSync(join(folder, FILE), '{ "title": "Orders" }');
  expect(load()).toEqual({ title: 'Orders' });
});

test('mistakes begin with the file, of what is no JSON with line and column', () => {
  const refusal = (text: string): unknown => {
    writeFileSync(join(folder, FILE), text);
    expect(load).toThrow(DefinitionFileError);
    try {
      return load();
    } catch (error) {
      return (error as DefinitionFileError).problems;
    }
  };
  expect(refusal('{ "title": "Orders",\n  queries: [] }')).toEqual([
    expect.stringMatching(/^orders\.dashboard\.json:2:3: [^\n]+$/),
  ]);
  expect(refusal('{ "titel": "Orders", "chart": [] }')).toEqual([
    `${FILE}: titel: no such name; did you mean title?`,
    `${FILE}: chart: no such name; did you mean charts?`,
  ]);
});

test("a deploy puts the dashboard beside the API's function, and refuses a wrong one", () => {
  writeFileSync(join(folder, FILE), '{ "title": "Orders", "queries": ["sales"] }');
  const context = {
    pipelines: 'orders.ts',
    web: 'open',
    monitoring: 'false',
    'aws:cdk:bundling-stacks': ['Tidemark-Web'],
  };
  const app = (): App => new App({ outdir: join(folder, 'out'), context: { ...cdk.context, ...context } });
  const deployed = app();
  addStacks(deployed, readSettings(deployed.node), folder);
  const assets = readdirSync(join(folder, 'out')).map(asset => join(folder, 'out', asset, 'data.json'));
  const [catalogue] = assets.flatMap(file => read(file));
  expect(catalogue).toMatchObject([{ name: 'orders', dashboard: { title: 'Orders', queries: ['sales'] } }]);
  writeFileSync(join(folder, FILE), '{ "queries": ["saels"] }');
  const wrong = app();
  expect(() => addStacks(wrong, readSettings(wrong.node), folder)).toThrow(
    `${FILE}: queries[0]: no query "saels"; did you mean sales?`,
  );
});

function read(file: string): readonly (readonly CataloguedPipeline[])[] {
  try {
    return [JSON.parse(readFileSync(file, 'utf8')) as CataloguedPipeline[]];
  } catch {
    return [];
  }
}
