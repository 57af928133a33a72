import type { DuckDBConnection } from '@duckdb/node-api';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Pipeline } from '../../../engine/definition/pipeline';
import { namedQueries } from '../../../lib/catalog/named-queries';
import { tableColumns } from '../../../lib/catalog/table-columns';
import { flatResults } from '../../../lib/quicksight/result-columns';
import { loadDefinition } from '../../../lib/definition-file';
import { duckType, openLake } from './duckdb-lake';

jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../..');
const START_MS = Date.UTC(2026, 0, 1);

interface Row {
  readonly [column: string]: unknown;
}

let folder: string;
let pipeline: Pipeline;
let lake: DuckDBConnection;
let results: { id: string; query: string; values: Record<string, unknown> }[];

const view = (second: number, path: string) => ({
  anonymous_user_id: `u${second % 3}`,
  url: `https://example.org${path}?utm_source=news`,
  time: START_MS / 1000 + second,
  browser: second % 2 === 0 ? 'Firefox' : null,
});

/** A replay of 90 views and one line that is no view leaves a lake behind. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lake-'));
  const input = join(folder, 'views.ndjson');
  const lines = Array.from({ length: 90 }, (_, i) => JSON.stringify(view(i, i % 4 === 0 ? '/a' : '/b')));
  writeFileSync(input, [...lines, '{"url":1}'].join('\n'));
  const replay = ['replay', '--pipeline', 'page-views', '--input', input, '--data-dir', join(folder, 'data')];
  const { stdout, stderr, status } = spawnSync(process.execPath, ['cli/tidemark.mjs', ...replay], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  results = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as (typeof results)[number]);
  pipeline = loadDefinition('page-views', ROOT);
  lake = await openLake(pipeline, join(folder, 'data', 'lake'));
});

afterAll(() => {
  lake?.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(name: string): Promise<Row[]> {
  const query = namedQueries(pipeline).find(query => query.name === name)!;
  return (await lake.runAndReadAll(query.sql)).getRowObjectsJson() as Row[];
}

test('every saved query runs over what a local run wrote', async () => {
  for (const { name } of namedQueries(pipeline)) {
    const rows = await ask(name);
    expect([name, rows.length > 0]).toEqual([name, name !== 'late events by reason']);
  }
});

test('the Parquet files have the columns of the Glue table', async () => {
  const files = join(folder, 'data', 'lake', 'aggregates', '**', '*.parquet');
  const described = await lake.runAndReadAll(
    `DESCRIBE SELECT * FROM read_parquet('${files}', hive_partitioning = false)`,
  );
  const found = described
    .getRowObjectsJson()
    .map(row => [row['column_name'], String(row['column_type']).replaceAll('"', '')]);
  const { columns } = tableColumns(pipeline, 'aggregates');
  expect(found).toEqual(columns.map(({ name, type }) => [name, duckType(type).replaceAll('"', '')]));
});

test('a saved query gives the results that replay printed', async () => {
  const rows = await ask('views_by_path: latest results');
  const printed = results.filter(({ query }) => query === 'views_by_path');
  expect(rows).toHaveLength(printed.length);
  expect(rows.reduce((sum, row) => sum + Number(row['views']), 0)).toBe(
    printed.reduce((sum, { values }) => sum + Number(values['views']), 0),
  );
  const [top] = (await ask('traffic: latest results')).slice(-1);
  expect(top!['toppaths']).toEqual([
    { value: '/b', count: '45', error: '0' },
    { value: '/a', count: '15', error: '0' },
  ]);
});

test('the flat results of QuickSight have the columns, types and rows that its data sets state', async () => {
  const types = { STRING: 'VARCHAR', INTEGER: 'BIGINT', DECIMAL: 'DOUBLE', BOOLEAN: 'BOOLEAN', DATETIME: 'TIMESTAMP' };
  await lake.run('CREATE MACRO from_iso8601_timestamp(moment) AS CAST(moment AS TIMESTAMPTZ)');
  for (const { query, columns, sql } of flatResults(pipeline, 'page_views_aggregates')) {
    const answer = await lake.runAndReadAll(sql);
    const found = answer.columnNames().map((name, i) => [name, answer.columnTypes()[i]!.toString()]);
    expect([query, found]).toEqual([query, columns.map(({ name, type }) => [name, types[type]])]);
    expect(answer.getRows()).toHaveLength(results.filter(each => each.query === query).length);
  }
});

test('only the latest revision of an id counts, and no retracted one', async () => {
  const table = 'SELECT * FROM page_views_aggregates';
  const counted = async (): Promise<unknown> =>
    (await ask('latest revision of each result')).map(({ query, results }) => [query, Number(results)]);
  const before = (await counted()) as [string, number][];
  await lake.run(`CREATE TEMP TABLE delivered AS ${table}
    UNION ALL ${table}
    UNION ALL SELECT * REPLACE (revision + 1 AS revision, true AS retracted) FROM page_views_aggregates WHERE query = 'traffic'`);
  await lake.run('ALTER VIEW page_views_aggregates RENAME TO as_written');
  await lake.run('CREATE VIEW page_views_aggregates AS SELECT * FROM delivered');
  expect(await counted()).toEqual(before.filter(([query]) => query !== 'traffic'));
  await lake.run('DROP VIEW page_views_aggregates');
  await lake.run('ALTER VIEW as_written RENAME TO page_views_aggregates');
});

test('raw events and quarantined ones are there with their reasons', async () => {
  expect((await ask('events by hour of arrival')).reduce((sum, { events }) => sum + Number(events), 0)).toBe(91);
  expect(await ask('quarantine events by reason')).toEqual([
    expect.objectContaining({ reason: 'anonymous_user_id: missing', events: '1', example: '{"url":1}' }),
  ]);
});
