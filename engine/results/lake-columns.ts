import type { Aggregate } from '../definition/aggregates';
import { aggregateType, columnType } from '../definition/column-type';
import { DefinitionError } from '../definition/definition-error';
import type { MovingAverage } from '../definition/moving-average';
import { type Pipeline, resultQueries } from '../definition/pipeline';
import type { Typed } from '../values';

/** A column's type, as the Glue catalog and Parquet know it. */
export type ColumnType =
  'string' | 'bigint' | 'double' | 'boolean' | { readonly struct: readonly Column[] } | { readonly array: ColumnType };

/** Names are in lower case: the Glue catalog knows no other. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** What a struct's field may be called: the characters that a Hive type's text can carry. */
const NAME = /^\w+$/;

/**
 * Columns of the results of a pipeline (`ResultRecord`) in the lake. `key` and `values` have a field for each name that
 * some query uses; a name that queries use with different types is text, or a double where all are numbers.
 *
 * @throws DefinitionError where a name cannot be a column, or two names of a query differ only in case.
 */
export function resultColumns(pipeline: Pipeline): Column[] {
  const queries = resultQueries(pipeline);
  const keys = queries.map(({ groupBy }) => groupBy.map(name => [name, typeOf(pipeline, name)] as const));
  const values = queries.map(({ select }) =>
    Object.entries<Aggregate | MovingAverage>(select).map(
      ([name, aggregate]) => [name, valueType(pipeline, aggregate)] as const,
    ),
  );
  const problems: string[] = [];
  const key = merge(pipeline, 'groupBy', keys, problems);
  const value = merge(pipeline, 'select', values, problems);
  if (problems.length > 0) throw new DefinitionError(pipeline.name, problems);
  return [
    { name: 'id', type: 'string' },
    { name: 'pipeline', type: 'string' },
    { name: 'query', type: 'string' },
    ...(key.length > 0 ? [{ name: 'key', type: { struct: key } }] : []),
    { name: 'window', type: { struct: text('start', 'end') } },
    { name: 'revision', type: 'bigint' },
    { name: 'final', type: 'boolean' },
    { name: 'retracted', type: 'boolean' },
    { name: 'values', type: { struct: value } },
    { name: 'watermark', type: 'string' },
  ];
}

/** Columns that hold text. */
export function text(...names: readonly string[]): Column[] {
  return names.map(name => ({ name, type: 'string' }));
}

/** The type as the Glue catalog writes it, such as `array<struct<value:string,count:bigint>>`. */
export function glueType(type: ColumnType): string {
  if (typeof type === 'string') return type;
  if ('array' in type) return `array<${glueType(type.array)}>`;
  return `struct<${type.struct.map(({ name, type }) => `${name}:${glueType(type)}`).join(',')}>`;
}

type Named = readonly (readonly [name: string, type: ColumnType])[];

/** One column for each name, in the order in which the queries name them first; every mistake goes to `problems`. */
function merge(
  pipeline: Pipeline,
  part: 'groupBy' | 'select',
  queries: readonly Named[],
  problems: string[],
): Column[] {
  const merged = new Map<string, ColumnType>();
  queries.forEach((named, i) => {
    const path = `queries.${resultQueries(pipeline)[i]!.name}.${part}`;
    const seen = new Map<string, string>();
    for (const [name, type] of named) {
      const column = name.toLowerCase();
      const twin = seen.get(column);
      if (!NAME.test(name))
        problems.push(`${path}: ${JSON.stringify(name)} cannot be a column: derive it by another name`);
      if (twin !== undefined)
        problems.push(`${path}: ${twin} and ${name} are one column: names of columns know no case`);
      seen.set(column, name);
      const other = merged.get(column);
      merged.set(column, other === undefined ? type : common(other, type));
    }
  });
  return [...merged].map(([name, type]) => ({ name, type }));
}

function common(a: ColumnType, b: ColumnType): ColumnType {
  if (glueType(a) === glueType(b)) return a;
  const isNumber = (type: ColumnType): boolean => type === 'bigint' || type === 'double';
  return isNumber(a) && isNumber(b) ? 'double' : 'string';
}

const OF_TYPES: Readonly<Record<Typed['type'], ColumnType>> = {
  text: 'string',
  number: 'double',
  integer: 'bigint',
  boolean: 'boolean',
  time: 'bigint',
  null: 'string',
};

/** Of a field of the event or a derived one: what those hold is known at run time only, and text takes it all. */
function typeOf(pipeline: Pick<Pipeline, 'fields'>, name: string): ColumnType {
  return OF_TYPES[columnType(pipeline, name)?.type ?? 'text'];
}

/** The type of a selected value, where it is not null. */
export function valueType(pipeline: Pick<Pipeline, 'fields'>, selected: Aggregate | MovingAverage): ColumnType {
  if ('of' in selected) return 'double';
  const type = aggregateType(pipeline, selected)!;
  return 'list' in type ? { array: entryOf(OF_TYPES[type.list]) } : OF_TYPES[type.type];
}

/** An entry of a list: what is counted, its count, and what this may be too high by. */
function entryOf(value: ColumnType): ColumnType {
  return {
    struct: [
      { name: 'value', type: value },
      { name: 'count', type: 'bigint' },
      { name: 'error', type: 'bigint' },
    ],
  };
}
