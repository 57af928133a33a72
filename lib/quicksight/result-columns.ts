import { aggregateOf } from '../../engine/accumulators/index';
import { aggregateOfValue, type Pipeline, type Query } from '../../engine/definition/pipeline';
import { type Column, type ColumnType, resultColumns } from '../../engine/results/lake-columns';
import { newestOf } from '../catalog/named-queries';

/** A column of one query's results, flat. */
export interface FlatColumn {
  readonly name: string;
  readonly type: 'STRING' | 'INTEGER' | 'DECIMAL' | 'BOOLEAN' | 'DATETIME';
  /** How it is used on a chart. */
  readonly role: 'key' | 'time' | 'value' | 'other';
  /** Whether values of several keys add up to a value of all. */
  readonly isAdditive?: boolean;
}

/** One query's results, flat: the columns, and the SQL that gives them in that order. */
export interface FlatResults {
  readonly query: string;
  readonly columns: readonly FlatColumn[];
  readonly sql: string;
}

/** @param table the table of results, with its database. */
export function flatResults(pipeline: Pipeline, table: string): FlatResults[] {
  const columns = resultColumns(pipeline);
  const types = (name: 'key' | 'values') => new Map(fieldsOf(columns, name).map(field => [field.name, field.type]));
  const [keyTypes, valueTypes] = [types('key'), types('values')];
  return pipeline.queries.map(query => flat(query, keyTypes, valueTypes, newestOf(table)));
}

function flat(
  result: Query,
  keyTypes: ReadonlyMap<string, ColumnType>,
  valueTypes: ReadonlyMap<string, ColumnType>,
  rows: string,
): FlatResults {
  const { name, groupBy, values } = result;
  const parts: [column: FlatColumn, sql: string][] = [];
  for (const field of groupBy.map(key => key.toLowerCase()))
    parts.push([{ name: `key_${field}`, type: simple(keyTypes.get(field)), role: 'key' }, `"key"."${field}"`]);
  for (const edge of ['start', 'end'])
    parts.push([
      { name: `window_${edge}`, type: 'DATETIME', role: edge === 'start' ? 'time' : 'other' },
      `CAST(from_iso8601_timestamp("window"."${edge}") AS timestamp)`,
    ]);
  for (const value of Object.keys(values)) {
    const field = value.toLowerCase();
    const type = valueTypes.get(field);
    // An array has no place in a table of rows; the lake has it.
    if (typeof type !== 'string') continue;
    const aggregate = 'series' in result ? undefined : aggregateOfValue(result, value);
    const isAdditive = aggregate !== undefined && aggregateOf(aggregate.kind).isAdditive;
    parts.push([{ name: field, type: simple(type), role: 'value', isAdditive }, `"values"."${field}"`]);
  }
  const selected = parts.map(([column, sql]) => `${sql} AS "${column.name}"`);
  return {
    query: name,
    columns: parts.map(([column]) => column),
    sql: `SELECT ${selected.join(',\n       ')}
FROM ${rows}
WHERE newest = 1 AND coalesce(retracted, false) = false AND query = '${name}'`,
  };
}

function fieldsOf(columns: readonly Column[], name: string): readonly Column[] {
  const type = columns.find(column => column.name === name)?.type;
  return typeof type === 'object' && 'struct' in type ? type.struct : [];
}

/** Columns that are neither numbers nor truth values are text. */
const SIMPLE: Readonly<Record<string, FlatColumn['type']>> = {
  bigint: 'INTEGER',
  double: 'DECIMAL',
  boolean: 'BOOLEAN',
};

function simple(type: ColumnType | undefined): FlatColumn['type'] {
  return (typeof type === 'string' && SIMPLE[type]) || 'STRING';
}
