import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import cdk from '../../cdk.json';
import { newTidemark } from './support';

jest.setTimeout(120_000);

const isInstalled = spawnSync('cfn-lint', ['--version']).status === 0;

/** What the library writes, and not ours to choose. */
const NOT_OURS = [
  'W3005', // A function depends on its role, which it also refers to.
  'W7001', // The map of Firehose's addresses, of use in a VPC only.
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test(`cfn-lint finds nothing in any template${isInstalled ? '' : ': SKIPPED, it is not installed (pip install cfn-lint)'}`, () => {
  if (!isInstalled) return;
  const app = new App({
    outdir: folder,
    builtinCloudFormationValidation: false,
    context: { ...cdk.context, 'aws:cdk:bundling-stacks': [] },
  });
  newTidemark(
    {
      disposable: true,
      key: 'new',
      tracing: true,
      alarmEmail: 'ops@example.com',
      quicksight: 'arn:aws:quicksight:us-east-1:123456789012:user/default/analyst',
      web: 'iam',
    },
    app,
  );
  const { stacks } = app.synth();
  expect(stacks.length).toBeGreaterThan(6);
  const { status, stdout, stderr } = spawnSync(
    'cfn-lint',
    ['--format', 'parseable', '--ignore-checks', ...NOT_OURS, '--', ...stacks.map(stack => stack.templateFullPath)],
    { encoding: 'utf8' },
  );
  expect({ status, findings: stdout.trim(), stderr }).toEqual({ status: 0, findings: '', stderr: '' });
});
