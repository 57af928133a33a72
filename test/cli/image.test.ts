import { build } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const allowed = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
  .split('\n')
  .filter(line => line.startsWith('!'))
  .map(line => line.slice(1));

const sourcesBelow = (room: string): string[] =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(room, name));

test('the container image gets every room that the command line, the app and its functions import', async () => {
  const entryPoints = ['bin', 'cli', 'lambda', 'page', 'pipelines', 'sign-in', 'tracker'].flatMap(sourcesBelow);
  const { metafile } = await build({
    entryPoints,
    absWorkingDir: ROOT,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    write: false,
    metafile: true,
    outdir: 'out',
    loader: { '.svg': 'text' },
    logLevel: 'silent',
  });
  const rooms = new Set(Object.keys(metafile.inputs).map(path => path.split('/')[0]!));
  expect(rooms.size).toBeGreaterThan(10);
  expect([...rooms].filter(room => !allowed.includes(room))).toEqual([]);
});

test('the image gets neither tests nor what they need', () => {
  expect(allowed).not.toContain('test');
  expect(allowed).not.toContain('node_modules');
});
