import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKnows } from './support/tidy/knows-table';
import { missingFiles, readPages } from './support/tidy/pages';
import { againstTable, circlesOfParts, deadExports, deadFiles, impureReads, tooLong } from './support/tidy/rules';
import { readSources, SourceTree } from './support/tidy/tree';

const ROOT = join(__dirname, '..');
const ARCHITECTURE = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
const LINES_MAX = 250;

/** Longer files, each with its reason and its lines: they may only become shorter. */
const LONGER: Readonly<Record<string, number>> = {
  // A result table's blocks are read, put and listed by one set of keys.

  // One table of misspelt definitions with what is said of each.
  'test/engine/definition/misspelt.test.ts': 295,
  // Kinesis, with every way in which it may misbehave.
  'test/simulation/kinesis-model.ts': 260,
};

/** Started by name, by a tool or by a browser. */
const ENTRIES: readonly RegExp[] = [
  /^[^/]+$/, // configurations of tools
  /(^|\/)main\.ts$/,
  /\.test\.ts$/,
  /\.d\.m?ts$/,
  /^bin\//,
  /^(engine|lib)\/index\.ts$/, // what users import
  /^lambda\/[^/]+\/index\.ts$/,
  /^lambda\/(?:schemas|lookups)\/[^/]+\.ts$/, // one of each is in a bundle
  /^pipelines\/[^/]+\.ts$/, // named by whoever deploys them
  /^(cli\/tidemark|bench\/run)\.mjs$/,
  /^lib\/web\/write-page\.ts$/, // builds the page in a process of its own
  /^local\/(runtime\/bootstrap\.js|delivery\/parquet-worker\.mjs)$/,
  /^(sign-in\/sign-in|tracker\/tracker)\.ts$/, // bundled for the browser
  /^bench\/peers\/(naive|tidemark)\.ts$/, // each in a process of its own
  /^test\/(browser|golden\/definitions)\/[^/]+\.ts$/,
  /^test\/simulation\/run\.ts$/, // bundled with an edited engine
  /^test\/support\/[^/]+\.js$/, // named by jest.config.js
];

const texts = readSources(ROOT);
const tree = new SourceTree(texts);

const isEntry = (path: string): boolean => ENTRIES.some(entry => entry.test(path));
const isPure = (path: string): boolean => /^(engine|pipelines)\//.test(path);
const fileOf = (path: string): string => path;
const roomOf = (path: string): string | undefined => (path.includes('/') ? path.split('/')[0] : undefined);
/** A room that is part of the product or measures it: tests may know all of them. */
const knowingRoomOf = (path: string): string | undefined => (roomOf(path) === 'test' ? undefined : roomOf(path));
const engineFolderOf = (path: string): string | undefined => /^engine\/([^/]+)\//.exec(path)?.[1];
/** Files beside the engine's folders, which all of these may know. */
const isCommon = (path: string): boolean => /^engine\/(?!index\.ts$)[^/]+$/.test(path);

it('lets each room know what the table of rooms says', () => {
  expect(againstTable(tree, readKnows(ARCHITECTURE, 'room'), knowingRoomOf)).toEqual([]);
});

it('lets nobody but the bench know tests', () => {
  const strangers = tree.edges.filter(({ from, to }) => roomOf(to) === 'test' && !/^(test|bench)\//.test(from));
  expect(strangers).toEqual([]);
});

it('lets each folder of the engine know what the table of folders says', () => {
  expect(againstTable(tree, readKnows(ARCHITECTURE, 'folder of `engine/`'), engineFolderOf)).toEqual([]);
});

it('lets what all folders of the engine know, know none of them', () => {
  const strangers = tree.edges.filter(({ from, to }) => isCommon(from) && !isCommon(to));
  expect(strangers).toEqual([]);
});

it('has no circles of rooms, of folders of the engine or of files', () => {
  expect(circlesOfParts(tree, knowingRoomOf)).toEqual([]);
  expect(circlesOfParts(tree, engineFolderOf)).toEqual([]);
  expect(circlesOfParts(tree, fileOf)).toEqual([]);
});

it('has short files', () => {
  expect(tooLong(tree, LINES_MAX, LONGER)).toEqual([]);
});

it('has no file that nothing imports or starts', () => {
  expect(deadFiles(tree, isEntry)).toEqual([]);
});

it('has no export that nothing imports', () => {
  expect(deadExports(tree, isEntry)).toEqual([]);
});

it('takes the time and chance from outside, in the engine and in definitions', () => {
  expect(impureReads(tree, isPure)).toEqual([]);
});

it('has a use for each name of what is started', () => {
  const idle = ENTRIES.filter(entry => !tree.sources.some(({ path }) => entry.test(path)));
  expect(idle).toEqual([]);
});

it('names files in its documentation that are there', () => {
  expect(missingFiles(readPages(ROOT), new Set(texts.keys()))).toEqual([]);
});

describe('a planted mistake is found', () => {
  const planted = (files: Readonly<Record<string, string>>): SourceTree =>
    new SourceTree(new Map(Object.entries(files)));
  const table = '| room | holds | knows |\n| --- | --- | --- |\n| `a/` | | nothing |\n| `b/` | | `a` |\n\n';
  const knows = readKnows(table, 'room');
  const rooms = (files: Readonly<Record<string, string>>): string[] => againstTable(planted(files), knows, roomOf);
  const right = { 'a/x.ts': 'export const x = 1;', 'b/y.ts': "import { x } from '../a/x';\nx;" };

  it('of directions', () => {
    expect(rooms(right)).toEqual([]);
    expect(rooms({ ...right, 'a/z.ts': "import type { y } from '../b/y';" })).toEqual([
      'a/z.ts imports b/y.ts: a does not know b',
    ]);
    expect(rooms({ ...right, 'a/z.ts': "void import('../b/y');" })).toEqual([
      'a/z.ts imports b/y.ts: a does not know b',
    ]);
    expect(rooms({ ...right, 'c/z.ts': '' })).toEqual(['c is not in the table']);
    expect(rooms({ ...right, 'b/y.ts': '' })).toEqual(['b imports nothing of a']);
    expect(rooms({ 'a/x.ts': '' })).toEqual(['b is in the table and not in the tree', 'b imports nothing of a']);
  });

  it('of circles', () => {
    const circle = planted({
      'a/x.ts': "import type { Y } from '../b/y';",
      'b/y.ts': "export * from '../a/x';",
      'b/z.ts': '',
    });
    expect(circlesOfParts(circle, fileOf)).toEqual(['a/x.ts - b/y.ts']);
    expect(circlesOfParts(circle, roomOf)).toEqual(['a - b']);
  });

  it('of lengths', () => {
    const long = planted({ 'x.ts': 'x;\n'.repeat(4), 'y.ts': 'y;\n'.repeat(3) });
    expect(tooLong(long, 3, {})).toEqual(['x.ts has 4 lines, at most 3']);
    expect(tooLong(long, 3, { 'x.ts': 4 })).toEqual([]);
    expect(tooLong(long, 3, { 'x.ts': 5 })).toEqual(['x.ts has 4 lines, its exception says 5: lower it']);
  });

  it('of dead code', () => {
    const dead = planted({
      'x.ts':
        'export const a = 1, b = a;\nexport interface C {}\nexport interface D {}\nexport const e = (_: D): void => {};',
      'main.ts': "import { b, e } from './x';",
    });
    const isMain = (path: string): boolean => path === 'main.ts';
    expect(deadExports(dead, isMain)).toEqual([
      'x.ts exports a, which nothing imports',
      'x.ts exports C, which nothing imports',
    ]);
    expect(deadFiles(dead, isMain)).toEqual([]);
    expect(deadFiles(dead, () => false)).toEqual(['main.ts']);
  });

  it('of files that pages name', () => {
    const pages = new Map([['docs/a.md', 'See `engine/x.ts`, `engine/y.ts` and `other.ts`.']]);
    expect(missingFiles(pages, new Set(['engine/x.ts']))).toEqual(['docs/a.md names engine/y.ts, which is not there']);
  });

  it.each([
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'performance.now()',
    'setTimeout(f, 1)',
    'crypto.randomUUID()',
    "import { randomBytes } from 'node:crypto';",
    'process.hrtime.bigint()',
  ])('of a clock or of chance: %s', text => {
    expect(impureReads(planted({ 'engine/x.ts': `\n${text}` }), isPure)).toEqual([
      expect.stringMatching(/^engine\/x.ts:2: /),
    ]);
  });

  it('of none where a time is given', () => {
    expect(impureReads(planted({ 'engine/x.ts': 'new Date(ms); Date.UTC(1970, 0); clock.now();' }), isPure)).toEqual(
      [],
    );
  });
});
