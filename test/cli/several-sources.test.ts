import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, results, tidemark } from './support/tidemark';

jest.setTimeout(60_000);
const dir = folder();
const page = readFileSync(join(__dirname, '../../docs/how-to/several-sources.md'), 'utf8');
const block = (language: string, i = 0): string =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))][i]![1]!;
const file = (name: string, content: string): string => {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
};
const definition = file('shop.ts', block('ts'));
const views = file('views.jsonl', block('jsonl', 0));
const orders = file('orders.jsonl', block('jsonl', 1));
const replay = (...inputs: string[]) =>
  tidemark([
    'replay',
    '--pipeline',
    definition,
    '--data-dir',
    join(dir, 'data'),
    ...inputs.flatMap(one => ['--input', one]),
  ]);

test('files of several sources go through the real functions, balance, and the audit agrees', async () => {
  const ran = await replay(`views=${views}`, `orders=${orders}`);
  expect(ran).toMatchObject({ code: 0 });
  const shown = block('jsonl', 2)
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as object);
  const found = results(ran).filter(({ query }) => query === 'conversion');
  expect(found.map(({ key, values }) => ({ ...key, ...values }))).toEqual(expect.arrayContaining(shown));
  expect(found).toHaveLength(shown.length);
  const audit = await tidemark(['audit', '--pipeline', definition, '--data-dir', join(dir, 'data')]);
  expect(audit).toMatchObject({ code: 0 });
  expect(audit.stdout).toMatch(/^views\/shardId-.*1 commits folded again$/m);
  expect(audit.stdout).toMatch(/^orders\/shardId-.*1 commits folded again$/m);
});

test('a second run sends nothing twice', async () => {
  const ran = await replay(`views=${views}`, `orders=${orders}`);
  expect(ran.stderr).toContain('lines 6: sent 0, rejected 0, sent by an earlier run 6');
});

test.each([
  [views, 'shop has several sources: say of which, such as views=FILE'],
  [`vews=${views}`, 'did you mean views?'],
])('the input %s is refused in one line', async (input, line) => {
  const ran = await replay(input);
  expect(ran.code).not.toBe(0);
  expect(ran.stderr.trim().split('\n')).toHaveLength(1);
  expect(ran.stderr).toContain(line);
});
