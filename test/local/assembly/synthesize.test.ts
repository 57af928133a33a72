import { existsSync, mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { definitionFiles } from '../../../local/assembly/definition-files';
import { fingerprint } from '../../../local/assembly/fingerprint';
import { appMessage, synthesize } from '../../../local/assembly/synthesize';
import { LocalError } from '../../../local/local-error';
import { newFolder, removeFolders, writeFiles } from '../support/folders';

jest.setTimeout(30_000);
afterEach(removeFolders);

/** An app that notes its context in place of an assembly. */
const APP = `
  import { mkdirSync, writeFileSync } from 'node:fs';
  const context = JSON.parse(process.env.CDK_CONTEXT_JSON!);
  if (context.pipelines === 'wrong') throw new RangeError('pipeline wrong: eventTime: no field "time" in event');
  mkdirSync(process.env.CDK_OUTDIR!);
  writeFileSync(process.env.CDK_OUTDIR! + '/manifest.json', JSON.stringify(context));`;

function newProject(): string {
  const root = newFolder();
  writeFiles(root, {
    'bin/tidemark.ts': APP,
    'cdk.json': { context: { setting: 1 } },
    'pipelines/one.ts': 'export default 1;',
  });
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(resolve(__dirname, '../../../node_modules/tsx'), join(root, 'node_modules/tsx'));
  return root;
}

test('the app runs once for the same sources, and again when one changes', async () => {
  const root = newProject();
  const options = { pipelines: ['one'], cwd: root, root };
  const first = await synthesize(options);
  expect(existsSync(join(first, 'manifest.json'))).toBe(true);
  writeFiles(first, { 'mark.txt': 'kept' });
  utimesSync(join(root, 'bin/tidemark.ts'), 0, 0);
  expect(await synthesize(options)).toBe(first);
  writeFiles(root, { 'pipelines/one.ts': 'export default 2;' });
  const second = await synthesize(options);
  expect(second).not.toBe(first);
  expect(existsSync(join(second, 'mark.txt'))).toBe(false);
});

test('what the app says about a wrong definition is passed on without its stack trace', async () => {
  const root = newProject();
  await expect(synthesize({ pipelines: ['wrong'], cwd: root, root })).rejects.toThrow(
    new LocalError('pipeline wrong: eventTime: no field "time" in event'),
  );
});

test('a definition file that is not there is one clear line', async () => {
  const root = newProject();
  await expect(synthesize({ pipelines: ['./mine.ts'], cwd: root, root })).rejects.toThrow(
    new LocalError(`no pipeline definition at ${join(root, 'mine.ts')}`),
  );
});

test('a definition counts with the files that it imports', () => {
  const folder = newFolder();
  writeFiles(folder, {
    'mine.ts': `import { x } from './shared'; import { count } from 'tidemark'; export default [x, count];`,
    'shared.ts': 'export const x = 1;',
  });
  const files = definitionFiles(join(folder, 'mine.ts'));
  expect(files.sort()).toEqual([join(folder, 'mine.ts'), join(folder, 'shared.ts')]);
  const before = fingerprint(folder, files, []);
  writeFiles(folder, { 'shared.ts': 'export const x = 2;' });
  expect(fingerprint(folder, files, [])).not.toBe(before);
});

test('a message of several lines keeps them, and plain text stays as it is', () => {
  expect(
    appMessage(
      'file.ts:3\n  throw new DefinitionError();\n  ^\n\nDefinitionError: pipeline p:\n  a: wrong\n  b: wrong\n    at f (x.ts:1:1)\n\nNode.js v20',
    ),
  ).toBe('pipeline p:\n  a: wrong\n  b: wrong');
  expect(appMessage('no pipeline is called nothing\n')).toBe('no pipeline is called nothing');
});
