import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DefinitionFileError, loadDefinition, resolveDefinition } from '../../lib/definition-file';

const ROOT = resolve(__dirname, '../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'definition-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Buffer): void {
  writeFileSync(join(folder, name), content);
}

/** The message that loading ends with. */
function refusal(nameOrPath: string): string {
  try {
    loadDefinition(nameOrPath, folder);
  } catch (error) {
    expect(error).toBeInstanceOf(DefinitionFileError);
    return (error as Error).message;
  }
  throw new Error(`${nameOrPath} was loaded`);
}

const SENSORS = `
  import { count, definePipeline, isoTime, string, tumbling } from 'tidemark';
  import { size } from './size';
  const room: string = 'room';
  export default definePipeline({
    name: 'sensors',
    event: { room: string(), at: isoTime() },
    eventTime: 'at',
    queries: { by_room: { groupBy: [room as 'room'], window: tumbling(size), select: { readings: count() } } },
  });`;

test('a built-in pipeline is found by its name, wherever the command runs', () => {
  expect(resolveDefinition('trades', folder)).toBe(join(ROOT, 'pipelines/trades.ts'));
  expect(loadDefinition('page-views', folder).name).toBe('page-views');
});

test('a file outside the project is loaded with what it imports', () => {
  write('size.ts', `export const size = '1 minute';`);
  write('sensors.ts', SENSORS);
  const pipeline = loadDefinition('sensors.ts', folder);
  expect(pipeline.name).toBe('sensors');
  expect(pipeline.queries[0]!.window).toEqual({ kind: 'grid', sizeMs: 60_000, slideMs: 60_000, offsetMs: 0 });
});

test('a CommonJS file serves as well', () => {
  write('size.js', `exports.size = 1000;`);
  write(
    'sensors.cjs',
    SENSORS.replace(': string =', ' =')
      .replace(` as 'room'`, '')
      .replace('./size', './size.js')
      .replace(/import (.*) from (.*);/g, 'const $1 = require($2);')
      .replace('export default', 'module.exports ='),
  );
  expect(loadDefinition('./sensors.cjs', folder).name).toBe('sensors');
});

test('a derived field computes with the code of the file', () => {
  write('size.ts', `export const size = '1 minute';`);
  write('sensors.ts', SENSORS.replace("eventTime: 'at',", "derive: { loud: e => e.room + size }, eventTime: 'at',"));
  const [column] = loadDefinition('./sensors.ts', folder).columns;
  expect(column && 'code' in column && column.code({ room: 'attic ' })).toBe('attic 1 minute');
});

test('a path or a name without a file is one line', () => {
  expect(refusal('./mine.ts')).toBe(`no pipeline definition at ${join(folder, 'mine.ts')}`);
  expect(refusal('clicks')).toBe(
    'no pipeline is called clicks: give page-views, trades, wikimedia or the path of a definition file',
  );
  expect(refusal('.')).toBe('.: not a definition file');
});

test('a name or a path without the ending of the file that is there is told that file', () => {
  write('sensors.ts', SENSORS);
  expect(refusal('sensors')).toBe('no pipeline is called sensors: did you mean ./sensors.ts?');
  expect(refusal('./sensors')).toBe(`no pipeline definition at ${join(folder, 'sensors')}; did you mean ./sensors.ts?`);
});

test('a name of tidemark that is not imported, or that it has not, is said as such', () => {
  write('size.ts', `export const size = '1 minute';`);
  write('wrong.ts', SENSORS.replace('{ count, ', '{ '));
  expect(refusal('wrong.ts')).toBe(`wrong.ts: ReferenceError: count is not defined: import it from 'tidemark'`);
  write('wrong.ts', SENSORS.replaceAll('count', 'coutn'));
  expect(refusal('wrong.ts')).toMatch(/ is not a function: 'tidemark' exports no coutn; did you mean count\?$/);
  write('wrong.ts', 'export default rooms;');
  expect(refusal('wrong.ts')).toBe('wrong.ts: ReferenceError: rooms is not defined');
});

test('a syntax error is named by file, line and column', () => {
  write('wrong.ts', 'const a = 1;\nexport default {{;');
  expect(refusal('wrong.ts')).toMatch(/^wrong\.ts:2:17: .+$/);
});

test('an import that is not there is named where it stands', () => {
  write('wrong.ts', `import { x } from './nothing';\nexport default x;`);
  expect(refusal('wrong.ts')).toBe('wrong.ts:1:19: Could not resolve "./nothing"');
});

test.each([
  ['a number', 'export default 1;', '1'],
  ['the input of definePipeline', `export default { name: 'a', queries: {} };`, '{"name":"a","queries":{}}'],
  ['a function', 'export default function pipeline() {}', 'the function pipeline'],
])('a default export that is %s is refused', (_what, content, shown) => {
  write('wrong.ts', content);
  expect(refusal('wrong.ts')).toBe(`wrong.ts: its default export is not made by definePipeline: ${shown}`);
});

test.each([
  ['is empty', ''],
  ['exports it by a name', 'export const pipeline = 1;'],
])('a file that %s has no default export, and is told how to write one', (_what, content) => {
  write('wrong.ts', content);
  expect(refusal('wrong.ts')).toBe('wrong.ts: it has no default export; write export default definePipeline({ ... })');
});

test('a file that is no code, an empty name and a misspelt one are one line', () => {
  write('sensors.yaml', 'name: sensors');
  expect(refusal('sensors.yaml')).toBe(
    'sensors.yaml: not a definition file, which is TypeScript or JavaScript (.ts, .js)',
  );
  expect(refusal('')).toBe('no pipeline is named: give page-views, trades, wikimedia or the path of a definition file');
  expect(refusal('trade')).toBe('no pipeline is called trade: did you mean trades?');
});

test('what a definition prints goes to stderr, not among the results', () => {
  const [stdout, stderr] = [process.stdout, process.stderr].map(stream =>
    jest.spyOn(stream, 'write').mockImplementation((_text: unknown, ...rest: unknown[]) => {
      for (const done of rest) if (typeof done === 'function') (done as () => void)();
      return true;
    }),
  );
  try {
    write('loud.ts', `console.log('loud');`);
    expect(refusal('loud.ts')).toMatch(/no default export/);
    expect(stdout!.mock.calls).toEqual([]);
    expect(stderr!.mock.calls.map(([text]) => text)).toEqual(['loud\n']);
  } finally {
    stdout!.mockRestore();
    stderr!.mockRestore();
  }
});

test('every mistake in a definition is a line that begins with the file', () => {
  write('size.ts', `export const size = '1 minute';`);
  write(
    'wrong.ts',
    SENSORS.replace(`eventTime: 'at'`, `eventTime: 'time'`).replace('count()', 'avg()').replace('{ count', '{ avg'),
  );
  const lines = refusal('wrong.ts').split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe('wrong.ts: pipeline "sensors": eventTime: no field "time" in event');
  expect(lines[1]).toMatch(/^wrong\.ts: pipeline "sensors": queries\.by_room\.select\.readings: /);
});

test('what a file throws is one line', () => {
  write('wrong.ts', `throw new RangeError('too far\\nand more');`);
  expect(refusal('wrong.ts')).toBe('wrong.ts: RangeError: too far');
  write('odd.ts', 'throw null;');
  expect(refusal('odd.ts')).toBe('odd.ts: null');
  write('bare.ts', 'throw Object.create(null);');
  expect(refusal('bare.ts')).toBe('bare.ts: {}');
});

test('a binary file is one line', () => {
  write('wrong.ts', Buffer.from([0, 1, 2, 255, 254, 10, 0, 9]));
  expect(refusal('wrong.ts')).toMatch(/^wrong\.ts:1:\d+: .*$/);
});
