import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WindowedPipeline } from '../../lib';

const definition = (format: string): string => `
import { count, definePipeline, epochMillis, tumbling } from 'tidemark';
export default definePipeline({
  name: 'orders-of-${format}',
  source: { format: '${format}' },
  event: { at: epochMillis() },
  eventTime: 'at',
  queries: { all: { window: tumbling('1 minute'), select: { n: count() } } },
});`;

interface Synthesized {
  readonly bundles: readonly string[];
  readonly actions: readonly unknown[];
}

const folders: string[] = [];
afterAll(() => folders.forEach(folder => rmSync(folder, { recursive: true })));

/** The bundles of a pipeline's functions, and what their roles may do in Glue. */
function synthesized(format: string): Synthesized {
  const folder = mkdtempSync(join(tmpdir(), 'schemas-'));
  folders.push(folder);
  writeFileSync(join(folder, 'orders.ts'), definition(format));
  const app = new App({
    outdir: join(folder, 'out'),
    builtinCloudFormationValidation: false,
    context: { 'aws:cdk:enable-asset-metadata': true },
  });
  const stack = new Stack(app, 'Stack');
  new WindowedPipeline(stack, 'Orders', { definition: join(folder, 'orders.ts') });
  const template = Template.fromStack(stack);
  const paths = Object.values(template.findResources('AWS::Lambda::Function')).flatMap(
    ({ Metadata }) => (Metadata as Record<string, string>)['aws:asset:path'] ?? [],
  );
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) =>
      (Properties as { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } }).PolicyDocument
        .Statement,
  );
  return {
    bundles: paths.map(path => readFileSync(join(folder, 'out', path, 'index.js'), 'utf8')),
    actions: statements
      .filter(({ Action }) => JSON.stringify(Action).includes('glue:'))
      .map(one => [one.Action, one.Resource]),
  };
}

const has = (text: string) => (bundle: string) => bundle.includes(text);
const REGISTRY = has('GetSchemaVersion');
const PROTOBUF = has('node_modules/protobufjs/');
const AVRO = has('no Avro schema');

test('functions of a definition without schemas have neither decoders nor the registry in them, and no right to ask it', () => {
  const { bundles, actions } = synthesized('json');
  expect(bundles).toHaveLength(2);
  for (const found of [REGISTRY, PROTOBUF, AVRO]) expect(bundles.some(found)).toBe(false);
  expect(actions).toEqual([]);
});

test.each([
  ['avro', AVRO, PROTOBUF],
  ['protobuf', PROTOBUF, AVRO],
])('those of %s have its decoder alone, and may read any version of a schema', (format, own, other) => {
  const { bundles, actions } = synthesized(format);
  expect(bundles).toHaveLength(2);
  expect(bundles.every(own) && bundles.every(REGISTRY)).toBe(true);
  expect(bundles.some(other)).toBe(false);
  expect(actions).toEqual([
    ['glue:GetSchemaVersion', '*'],
    ['glue:GetSchemaVersion', '*'],
  ]);
});
