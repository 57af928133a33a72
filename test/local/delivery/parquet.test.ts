import { DuckDBInstance } from '@duckdb/node-api';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGlueType } from '../../../local/delivery/glue-type';
import { parquetFile } from '../../../local/delivery/parquet';
import { newFolder, removeFolders } from '../support/folders';

afterEach(removeFolders);

const columns = Object.entries({
  id: 'string',
  key: 'struct<path:string,n:double>',
  values: 'struct<views:bigint,toppaths:array<struct<value:string,count:bigint>>>',
  final: 'boolean',
}).map(([name, type]) => ({ name, type: parseGlueType(type) }));

const lines = (...rows: unknown[]): Buffer[] => rows.map(row => Buffer.from(JSON.stringify(row)));

async function readBack(body: Buffer): Promise<unknown[]> {
  const file = join(newFolder(), 'a.parquet');
  writeFileSync(file, body);
  const connection = await (await DuckDBInstance.create()).connect();
  const rows = (await connection.runAndReadAll(`SELECT * FROM '${file}'`)).getRowObjectsJson();
  connection.closeSync();
  return rows;
}

test('nested values, missing ones and names of another case arrive in their columns', async () => {
  const { body, rejected } = await parquetFile(
    columns,
    lines(
      {
        id: 'a',
        key: { path: '/é' },
        values: { views: 3, topPaths: [{ value: '/x', count: 2 }] },
        final: true,
        more: 1,
      },
      { id: 'b', key: { path: [1], n: 0.5 }, values: { topPaths: [] } },
    ),
  );
  expect(rejected).toEqual([]);
  expect(await readBack(body)).toEqual([
    {
      id: 'a',
      key: { path: '/é', n: null },
      values: { views: '3', toppaths: [{ value: '/x', count: '2' }] },
      final: true,
    },
    { id: 'b', key: { path: '[1]', n: 0.5 }, values: { views: null, toppaths: [] }, final: null },
  ]);
});

test('a line that does not fit is left out and handed back', async () => {
  const bad = [{ id: 'x', values: { views: 1.5 } }, { id: 'x', final: 'yes' }, { id: 'x', key: 3 }, 7];
  const { body, rejected } = await parquetFile(columns, [...lines({ id: 'a' }, ...bad), Buffer.from('{')]);
  expect(rejected.map(String)).toEqual([...bad.map(row => JSON.stringify(row)), '{']);
  expect(await readBack(body)).toEqual([expect.objectContaining({ id: 'a' })]);
});

test.each(['map<string,string>', 'struct<a>', 'array<string', 'string,bigint'])('the type %s is refused', text => {
  expect(() => parseGlueType(text)).toThrow(/column type/);
});
