import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TemplateJson } from './support';

jest.setTimeout(60_000);

const ROOT = resolve(__dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/how-to/embed.md'), 'utf8');
let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'stranger-')));
  mkdirSync(join(folder, 'node_modules'));
  const link = (name: string, target: string): void => symlinkSync(target, join(folder, 'node_modules', name), 'dir');
  link('tidemark', ROOT);
  for (const name of ['aws-cdk-lib', 'constructs']) link(name, join(ROOT, 'node_modules', name));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The code on the page for a file, as a reader would copy it. */
function codeOf(file: string): string {
  const code = new RegExp(`\`\`\`ts\\n// ${file}\\n([^]*?)\`\`\``).exec(PAGE)?.[1];
  if (code === undefined) throw new Error(`docs/how-to/embed.md has no ${file}`);
  return code;
}

test("somebody else's app, as the page has it, synthesizes in 15 lines", () => {
  for (const file of ['sensors.ts', 'app.ts']) writeFileSync(join(folder, file), codeOf(file));
  expect(codeOf('app.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(15);
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', join(ROOT, 'node_modules/tsx/dist/loader.mjs'), 'app.ts'],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, CDK_OUTDIR: join(folder, 'out'), CDK_VALIDATION: 'false' },
    },
  );
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  const { Resources } = JSON.parse(readFileSync(join(folder, 'out/Sensors.template.json'), 'utf8')) as TemplateJson;
  const types = Object.values(Resources).map(({ Type }) => Type);
  const count = (type: string): number => types.filter(each => each === type).length;
  expect(count('AWS::Kinesis::Stream')).toBe(2);
  expect(count('AWS::Lambda::EventSourceMapping')).toBe(2);
  expect(count('AWS::KinesisFirehose::DeliveryStream')).toBe(2);
  expect(count('AWS::CloudWatch::Alarm')).toBe(12);
  const bundles = readdirSync(join(folder, 'out')).filter(name => name.startsWith('asset.') && !name.includes('zip'));
  const codes = bundles.map(name => readdirSync(join(folder, 'out', name)));
  expect(codes.filter(files => files.includes('index.js')).length).toBeGreaterThanOrEqual(3);
});

test('the page names the versions of the CDK that are tested here', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const versions = { ...dependencies, ...devDependencies };
  for (const name of ['aws-cdk-lib', 'constructs', 'aws-cdk']) expect(PAGE).toContain(` ${name}@${versions[name]!} `);
});
