import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Pipeline } from '../../../engine/definition/pipeline';
import { type Column, type ColumnType } from '../../../engine/results/lake-columns';
import { tableName } from '../../../lib/catalog/lake-tables';
import { type Output, PARTITIONS, tableColumns } from '../../../lib/catalog/table-columns';

/** A database in which a pipeline's tables are views over the files of a lake's folder, with the catalog's columns. */
export async function openLake(pipeline: Pipeline, lakeDir: string): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create()).connect();
  for (const output of ['raw', 'aggregates', 'late', 'quarantine'] as const) {
    await connection.run(`CREATE VIEW ${tableName(pipeline, output)} AS ${select(pipeline, output, lakeDir)}`);
  }
  return connection;
}

function select(pipeline: Pipeline, output: Output, lakeDir: string): string {
  const { columns } = tableColumns(pipeline, output);
  const folder = join(lakeDir, output, `pipeline=${pipeline.name}`);
  const names = [...columns.map(({ name }) => `"${name}"`), ...PARTITIONS[output].map(name => `"${name}"`)].join(', ');
  if (!existsSync(folder)) {
    const nulls = [...columns, ...PARTITIONS[output].map((name): Column => ({ name, type: 'string' }))];
    return `SELECT ${nulls.map(({ name, type }) => `CAST(NULL AS ${duckType(type)}) AS "${name}"`).join(', ')} LIMIT 0`;
  }
  const options = 'hive_partitioning = true, hive_types_autocast = false';
  if (output === 'aggregates') return `SELECT ${names} FROM read_parquet('${folder}/*/*/*.parquet', ${options})`;
  const types = columns.map(({ name, type }) => `'${name}': '${duckType(type)}'`).join(', ');
  const files = output === 'raw' ? '*/*/*.ndjson.gz' : '*/*.ndjson';
  return `SELECT ${names} FROM read_json('${folder}/${files}', format = 'newline_delimited', ignore_errors = true, columns = {${types}}, ${options})`;
}

export function duckType(type: ColumnType): string {
  if (type === 'string') return 'VARCHAR';
  if (typeof type === 'string') return type.toUpperCase();
  if ('array' in type) return `${duckType(type.array)}[]`;
  return `STRUCT(${type.struct.map(({ name, type }) => `"${name}" ${duckType(type)}`).join(', ')})`;
}
