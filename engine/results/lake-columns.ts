import { DefinitionError } from '../definition/definition-error';
import { keyTypes, type Pipeline } from '../definition/pipeline';
import type { AggregateType } from '../accumulators/aggregate-function';
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
  const { queries } = pipeline;
  const keys = queries.map(query => {
    const types = keyTypes(pipeline, query);
    return query.groupBy.map((name, i) => [name, scalarType(types[i]!)] as const);
  });
  const values = queries.map(query =>
    Object.entries(query.values).map(([name, { type }]) => [name, valueType(type)] as const),
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
    const path = `queries.${pipeline.queries[i]!.name}.${part}`;
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

/** The type of a value of a result, where it is not null. */
export function valueType(type: AggregateType): ColumnType {
  if ('type' in type) return scalarType(type.type);
  const value = { name: 'value', type: scalarType(type.list) };
  return { array: { struct: [value, { name: 'count', type: 'bigint' }, { name: 'error', type: 'bigint' }] } };
}

/** Times are shown as text; what functions without a type give is known at run time only, and text takes it all. */
function scalarType(type: Typed['type']): ColumnType {
  switch (type) {
    case 'integer':
      return 'bigint';
    case 'number':
      return 'double';
    case 'boolean':
      return 'boolean';
    case 'text':
    case 'time':
    case 'null':
      return 'string';
  }
}
