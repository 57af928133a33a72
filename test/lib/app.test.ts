import { App } from 'aws-cdk-lib';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DefinitionError } from '../../engine';
import cdk from '../../cdk.json';
import { readSettings, SettingsError } from '../../lib/app-settings';
import { newApp, newTidemark } from './support';

const ROOT = resolve(__dirname, '../..');
let folder: string;
jest.setTimeout(60_000);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the app as the CDK's command line does; the assembly is in `out`. */
function runApp(context: object, ...nodeOptions: string[]) {
  const env = {
    ...process.env,
    CDK_OUTDIR: join(folder, 'out'),
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdk.context, 'aws:cdk:bundling-stacks': [], ...context }),
  };
  const node = [...nodeOptions, '--import', 'tsx', 'bin/tidemark.ts'];
  return spawnSync(process.execPath, node, { cwd: ROOT, env, encoding: 'utf8' });
}

test('a wrong definition ends synthesis with one line a mistake and exit code 1', () => {
  const file = join(folder, 'wrong.ts');
  writeFileSync(
    file,
    `import { definePipeline } from 'tidemark'; export default definePipeline({ name: 'Wrong!', event: {}, eventTime: 'at', queries: {} });`,
  );
  const { status, stdout, stderr } = runApp({ pipelines: file });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  const lines = stderr.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line).toMatch(/wrong\.ts: pipeline "Wrong!": \w+: /);
  expect(existsSync(join(folder, 'out', 'manifest.json'))).toBe(false);
});

/** Adds to any app, before it is synthesized, a bucket that is open. */
const OPEN_BUCKET = `
const load = require('node:module').createRequire(${JSON.stringify(join(ROOT, 'package.json'))});
const { App, Stack } = load('aws-cdk-lib');
const { Bucket } = load('aws-cdk-lib/aws-s3');
const { synth } = App.prototype;
App.prototype.synth = function () {
  new Bucket(new Stack(this, 'Open'), 'Bucket');
  return synth.call(this);
};`;

test.each([
  ['true', true],
  ['false', false],
])('with nag=%s, that a bucket is open is found: %s', (nag, isFound) => {
  const preload = join(folder, 'open-bucket.cjs');
  writeFileSync(preload, OPEN_BUCKET);
  const { stderr } = runApp({ pipelines: 'trades', nag }, '--require', preload);
  expect([stderr, /AwsSolutions-S10/.test(stderr)]).toEqual([stderr, isFound]);
});

test('context without values gives both pipelines, kept data and a resting producer', () => {
  expect(readSettings(new App().node)).toEqual({
    pipelines: ['page-views', 'trades'],
    disposable: false,
    emulator: false,
    onDemand: false,
    stopped: false,
    tracing: false,
    nag: true,
    monitoring: true,
    doNotTrack: true,
  });
});

test('context from the command line is text', () => {
  const context = {
    pipelines: 'trades, ./mine.ts',
    disposable: 'true',
    emulator: 'true',
    stopped: 'true',
    nag: 'false',
    monitoring: 'false',
    shards: '4',
    load: '5000x250',
    retentionDays: '7',
    produce: '50',
  };
  const { node } = new App({ context });
  expect(readSettings(node)).toEqual({
    pipelines: ['trades', './mine.ts'],
    disposable: true,
    emulator: true,
    onDemand: false,
    stopped: true,
    tracing: false,
    nag: false,
    monitoring: false,
    doNotTrack: true,
    shards: 4,
    retentionDays: 7,
    load: { eventsPerSecond: 5000, eventBytes: 250 },
    eventsPerSecond: 50,
  });
});

test.each([
  [{ disposable: 'yes' }, 'context disposable: expected true or false: "yes"'],
  [{ shards: '0' }, 'context shards: expected a whole number from 1 to 10000: "0"'],
  [{ pipelines: ' , ' }, 'context pipelines: name at least one'],
  [{ load: '5000' }, 'context load: expected events per second x bytes, such as 5000x250: "5000"'],
  [{ key: 'mine' }, 'context key: expected new or a KMS key\'s ARN: "mine"'],
  [{ alarmEmail: 'ops' }, 'context alarmEmail: expected an address such as ops@example.com: "ops"'],
  [{ quicksight: 'me' }, 'context quicksight: expected the ARN of a QuickSight user or group: "me"'],
  [{ web: 'oidc' }, 'context web: expected true, false, cognito, iam or open: "oidc"'],
  [{ collect: 'example.com' }, 'context collect: expected origins, such as https://example.com: "example.com"'],
  [
    { runbook: 'javascript:x' },
    'context runbook: expected an address such as https://example.com/operate: "javascript:x"',
  ],
  [{ shards: true }, 'context shards: expected a whole number from 1 to 10000: true'],
  [{ shards: '0x10' }, 'context shards: expected a whole number from 1 to 10000: "0x10"'],
  [{ pipelines: { a: 1 } }, 'context pipelines: expected names separated by commas: {"a":1}'],
  [{ shrads: '4' }, 'context shrads: no such name; did you mean shards?'],
  [{ disposible: 'true' }, 'context disposible: no such name; did you mean disposable?'],
  [{ 'retention-days': '7' }, 'context retention-days: no such name; did you mean retentionDays?'],
])('context %j is refused', (context, message) => {
  expect(() => readSettings(new App({ context }).node)).toThrow(new SettingsError(message));
});

test('every context value that is wrong is a line, those of no setting last', () => {
  const { node } = new App({ context: { disposible: 'true', shards: 'four', web: 'all' } });
  expect(() => readSettings(node)).toThrow(
    new SettingsError(
      [
        'context shards: expected a whole number from 1 to 10000: "four"',
        'context web: expected true, false, cognito, iam or open: "all"',
        'context disposible: no such name; did you mean disposable?',
      ].join('\n'),
    ),
  );
});

test('what the CDK keeps in its context is no setting of ours', () => {
  const context = {
    ...cdk.context,
    'aws:cdk:bundling-stacks': [],
    'availability-zones:account=123456789012:region=eu-west-1': ['eu-west-1a'],
    'acknowledged-issue-numbers': [16603],
    'cli-telemetry': false,
  };
  expect(readSettings(new App({ context }).node).shards).toBeUndefined();
});

test('a list in cdk.json serves as well as names separated by commas', () => {
  expect(readSettings(new App({ context: { pipelines: ['trades', './mine.ts'] } }).node).pipelines).toEqual([
    'trades',
    './mine.ts',
  ]);
});

test('two pipelines of one name are refused', () => {
  expect(() => newTidemark({ pipelines: ['trades', 'pipelines/trades.ts'] })).toThrow(
    new SettingsError('context pipelines: two definitions are named trades'),
  );
});

test('a definition whose results no table could hold is refused before anything is built', () => {
  const file = join(folder, 'twins.ts');
  writeFileSync(
    file,
    `import { count, definePipeline, isoTime, string, tumbling } from 'tidemark';
     export default definePipeline({ name: 'twins', event: { room: string(), at: isoTime() }, eventTime: 'at',
       queries: { by_room: { groupBy: ['room'], window: tumbling('1 minute'), select: { n: count(), N: count() } } } });`,
  );
  const app = newApp();
  expect(() => newTidemark({ pipelines: [file] }, app)).toThrow(DefinitionError);
  expect(app.node.children).toEqual([]);
});

test('the page about deploying has every setting, and no other', () => {
  const page = readFileSync(join(ROOT, 'docs/how-to/deploy.md'), 'utf8').split('## Settings')[1]!.split('\n## ')[0]!;
  const documented = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name!);
  const asked: string[] = [];
  const context = new Proxy({}, { get: (_, name) => void asked.push(String(name)) });
  readSettings({ getAllContext: () => context } as unknown as App['node']);
  expect(documented.sort()).toEqual([...new Set(asked)].sort());
});
