import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../cli/check';
import { printed } from './support/printed';
import { folder, tidemark } from './support/tidemark';

const dir = folder();

/** A definition of orders with one query, of which parts are other than usual. */
function definition(name: string, query: string, more = ''): string {
  const file = join(dir, name);
  writeFileSync(
    file,
    `import { count, definePipeline, epochMillis, number, string, tumbling } from 'tidemark';
     export default definePipeline({ name: 'orders', event: { id: string(), price: number(), at: epochMillis() }, eventTime: 'at',
       ${more} queries: { q: { window: tumbling('1 minute'), select: { n: count() }, ${query} } } });`,
  );
  return file;
}

const checked = (file: string) => printed(() => check(file, {}));

it('says in one line that a definition is right, with its queries', async () => {
  expect(await checked('trades')).toEqual({
    lines: [expect.stringMatching(/^trades: pipeline trades is right: queries prices, .*trend.*; no warning$/)],
    code: 0,
  });
});

it('says what a right definition may not do as expected, and ends with 0', async () => {
  const file = definition('copies.ts', '', "dedupe: { by: 'id', within: '1 minute' },");
  const { lines, code } = await checked(file);
  expect(lines).toEqual([
    `${file}: pipeline orders is right: query q; 1 warning`,
    expect.stringMatching(/^warning: dedupe: copies .* set partitionBy: 'id'$/),
  ]);
  expect(code).toBe(0);
});

it('says every mistake with its place, in texts with a caret below it', async () => {
  const file = definition('wrong.ts', 'groupBy: [\'idd\'], where: "price > 1 and prise < 2"', 'lat: 1,');
  expect(await checked(file)).toEqual({
    lines: [
      `${file}: lat: no such name; did you mean late?`,
      `${file}: queries.q.where: no column prise (column 15); did you mean price?`,
      '    price > 1 and prise < 2',
      '                  ^',
      `${file}: queries.q.groupBy[0]: no field "idd" in event or derive; did you mean id?`,
    ],
    code: 1,
  });
});

it('says where a file is no TypeScript', async () => {
  const file = join(dir, 'broken.ts');
  writeFileSync(file, 'export default definePipeline({,});\n');
  const { lines, code } = await checked(file);
  expect(lines).toEqual([expect.stringMatching(/broken\.ts:1:32: Expected identifier but found ","$/)]);
  expect(code).toBe(1);
});

it('refuses what runs here and what a deploy refuses: two values that are one column of the lake', async () => {
  const { lines, code } = await checked(definition('twins.ts', 'select: { n: count(), N: count() }'));
  expect(lines).toEqual([
    expect.stringMatching(/queries\.q\.select: n and N are one column: .* \(a deploy refuses it\)$/),
  ]);
  expect(code).toBe(1);
});

it('says that it found the dashboard beside a definition, and what is wrong in it', async () => {
  const file = definition('boarded.ts', '');
  const board = join(dir, 'boarded.dashboard.json');
  writeFileSync(board, '{ "headlines": [{ "query": "q", "value": "n" }] }');
  expect((await checked(file)).lines).toEqual([
    `${file}: pipeline orders is right: query q; its dashboard too; no warning`,
  ]);
  writeFileSync(board, '{ "queries": ["p"], "chart": [] }');
  expect(await checked(file)).toEqual({
    lines: [`${board}: chart: no such name; did you mean charts?`, `${board}: queries[0]: no query "p"; there is q`],
    code: 1,
  });
});

it('answers as JSON, right or wrong', async () => {
  const json = async (file: string): Promise<unknown> => {
    const { lines } = await printed(() => check(file, { json: true }));
    return JSON.parse(lines.join('\n'));
  };
  expect(await json('trades')).toEqual({
    definition: 'trades',
    isRight: true,
    mistakes: [],
    pipeline: 'trades',
    queries: expect.arrayContaining(['prices', 'trend']) as string[],
    warnings: [],
  });
  expect(await json('trade')).toEqual({
    definition: 'trade',
    isRight: false,
    mistakes: ['no pipeline is called trade: did you mean trades?'],
  });
});

it('is a command, whose exit code says whether there are mistakes', async () => {
  const [right, wrong] = await Promise.all([tidemark(['check', 'trades']), tidemark(['check', 'trade'])]);
  expect(right).toMatchObject({ code: 0, stderr: '' });
  expect(wrong).toEqual({ code: 1, stdout: 'no pipeline is called trade: did you mean trades?\n', stderr: '' });
}, 60_000);
