import type { SchemaElement } from 'hyparquet';
import type { GlueType } from './glue-type';

/** A column of a table in the Glue catalog. */
export interface TableColumn {
  readonly name: string;
  readonly type: GlueType;
}

/** The Parquet schema of a table's columns, as a tree in preorder. */
export function parquetSchema(columns: readonly TableColumn[]): SchemaElement[] {
  return [{ name: 'root', num_children: columns.length }, ...columns.flatMap(({ name, type }) => elements(name, type))];
}

function elements(name: string, type: GlueType): SchemaElement[] {
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  switch (type.kind) {
    case 'string':
      return [{ ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8' }];
    case 'bigint':
      return [{ ...optional, type: 'INT64' }];
    case 'double':
      return [{ ...optional, type: 'DOUBLE' }];
    case 'boolean':
      return [{ ...optional, type: 'BOOLEAN' }];
    case 'struct':
      return [
        { ...optional, num_children: type.fields.length },
        ...type.fields.flatMap(([field, type]) => elements(field, type)),
      ];
    case 'array':
      return [
        { ...optional, converted_type: 'LIST', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...elements('element', type.of),
      ];
  }
}

/**
 * A JSON value as a column holds it, by the rules of the reader that Firehose uses: names match without case, what is
 * missing is null, and text takes any value.
 *
 * @throws Error where a value does not fit.
 */
export function parquetValue(type: GlueType, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' ? value : JSON.stringify(value);
    case 'bigint':
      return BigInt(value as number);
    case 'double':
      if (typeof value === 'number') return value;
      throw new Error(`expected a number: ${JSON.stringify(value)}`);
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw new Error(`expected true or false: ${JSON.stringify(value)}`);
    case 'struct': {
      if (typeof value !== 'object' || Array.isArray(value))
        throw new Error(`expected an object: ${JSON.stringify(value)}`);
      const fields = new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field as unknown]));
      return Object.fromEntries(type.fields.map(([name, type]) => [name, parquetValue(type, fields.get(name))]));
    }
    case 'array':
      if (!Array.isArray(value)) throw new Error(`expected an array: ${JSON.stringify(value)}`);
      return value.map(each => parquetValue(type.of, each));
  }
}
