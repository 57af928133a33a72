import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, tidemark } from './support/tidemark';

jest.setTimeout(60_000);

const dir = folder();
const SIZE = ['--events', '10', '--bytes', '100'];

function write(name: string, dedupe: string, more = ''): string {
  const file = join(dir, name);
  writeFileSync(
    file,
    `import { count, definePipeline, epochMillis, string, tumbling } from 'tidemark';
     console.log('loading');
     export default definePipeline({ name: 'orders', event: { id: string(), at: epochMillis() }, eventTime: 'at', ${dedupe}
       queries: { q: { groupBy: ['id'], window: tumbling('1 minute'), select: { n: count() }, ${more} } } });`,
  );
  return file;
}

it('warns on stderr of a definition whose copies may be counted, and keeps stdout for the answer', async () => {
  const file = write('orders.ts', `dedupe: { by: 'id', within: '1 minute' },`);
  const { code, stdout, stderr } = await tidemark(['size', '--pipeline', file, ...SIZE, '--json']);
  expect(stderr.trim().split('\n')).toEqual([
    'loading',
    expect.stringMatching(/^warning: pipeline orders: dedupe: copies .* set partitionBy: 'id'$/),
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ pipeline: 'orders' });
  expect(code).toBe(0);
});

it('ends with a line for each mistake of a definition', async () => {
  const { code, stdout, stderr } = await tidemark(['size', '--pipeline', write('w.ts', 'lat: 1,', 'wher: 1'), ...SIZE]);
  const lines = stderr.trim().split('\n');
  expect(lines[0]).toBe('loading');
  expect(lines.slice(1).map(line => line.replace(/^tidemark: .*w\.ts: /, ''))).toEqual([
    'pipeline "orders": lat: no such name; did you mean late?',
    'pipeline "orders": queries.q.wher: no such name; did you mean where?',
  ]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
});

it.each([
  ['', 'tidemark: no pipeline is named: give page-views, trades, wikimedia or the path of a definition file'],
  ['trade', 'tidemark: no pipeline is called trade: did you mean trades?'],
])('answers --pipeline "%s" in one line', async (name, line) => {
  const { code, stderr } = await tidemark(['size', '--pipeline', name, ...SIZE]);
  expect({ code, stderr: stderr.trim() }).toEqual({ code: 1, stderr: line });
});

it('answers a price file with a text for a number in one line', async () => {
  const file = join(dir, 'prices.json');
  writeFileSync(file, '{"kinesis":{"shardHour":"0.015"}}');
  const { code, stderr } = await tidemark(['size', '--pipeline', 'trades', ...SIZE, '--prices', file]);
  expect({ code, stderr: stderr.trim() }).toEqual({
    code: 1,
    stderr: `tidemark: ${file}: kinesis.shardHour: expected dollars: "0.015"`,
  });
});
