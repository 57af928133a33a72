import { App, Stack } from 'aws-cdk-lib';
import { Architecture, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveDefinition } from '../../lib/definition-file';
import { handlerCode } from '../../lib/handler-code';

let folders: string[] = [];
afterAll(() => folders.forEach(folder => rmSync(folder, { recursive: true })));

/** Synthesizes one function a pipeline; the text of each one's bundle, and its asset's folder. */
function bundles(pipelines: readonly string[]): { asset: string; code: string }[] {
  const outdir = mkdtempSync(join(tmpdir(), 'handler-code-'));
  folders = [...folders, outdir];
  const app = new App({
    outdir,
    builtinCloudFormationValidation: false,
    context: { 'aws:cdk:enable-asset-metadata': true },
  });
  const stack = new Stack(app, 'Stack');
  pipelines.forEach((name, i) => {
    new Function(stack, `Function${i}`, {
      code: handlerCode('aggregate', resolveDefinition(name, '/')),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
    });
  });
  const { template } = app.synth().getStackByName('Stack') as {
    template: { Resources: Record<string, { Metadata?: Record<string, string> }> };
  };
  return Object.values(template.Resources)
    .flatMap(resource => resource.Metadata?.['aws:asset:path'] ?? [])
    .map(asset => ({ asset, code: readFileSync(join(outdir, asset, 'index.js'), 'utf8') }));
}

/** Loaded in a way that allows for their absence: a signature for several regions, and Protocol Buffers of sketches. */
const OPTIONAL = ['@aws-sdk/signature-v4-crt', 'protobufjs/minimal'];

describe('the code of a function', () => {
  const [trades, pageViews] = bundles(['trades', 'page-views']);
  const [again] = bundles(['trades']);

  it('holds its own definition, and not that of another pipeline', () => {
    const holds = (bundle?: { code: string }) =>
      ['stockName', 'anonymous_user_id'].map(field => bundle?.code.includes(field));
    expect(holds(trades)).toEqual([true, false]);
    expect(holds(pageViews)).toEqual([false, true]);
  });

  it('brings all along that it needs', () => {
    const required = [...trades!.code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name!);
    expect(required.length).toBeGreaterThan(0);
    expect(required.filter(name => !isBuiltin(name) && !OPTIONAL.includes(name))).toEqual([]);
  });

  it('has the same hash wherever it is written', () => {
    expect(again!.asset).toBe(trades!.asset);
    expect(again!.asset).not.toBe(pageViews!.asset);
  });
});
