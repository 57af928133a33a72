import type { AggregateType } from '../../engine/accumulators/aggregate-function';
import { columnType } from '../../engine/definition/column-type';
import type { Field } from '../../engine/definition/fields';
import { type ComputedColumn, type EventQuery, keyColumnsOf, type Pipeline } from '../../engine/definition/pipeline';
import { printWhole } from '../../engine/expression/print';
import { columnText } from './texts';

/** Something with a name that an expression computes; without one it is the column of its name, or a function. */
export interface NamedValue {
  readonly name: string;
  /** Absent: known at run time only. */
  readonly type: AggregateType | undefined;
  readonly expression?: string | undefined;
}

export interface FieldPlan extends Pick<Field, 'kind' | 'isOptional'> {
  readonly name: string;
  readonly at: Field['at'] | undefined;
  readonly text: Field['text'] | undefined;
  readonly zone: Field['zone'] | undefined;
  readonly format: Field['format'] | undefined;
}

/** What the events of a stream are. */
export interface EventsPlan extends Pick<Pipeline, 'source' | 'eventTime' | 'partitionBy' | 'watermark' | 'dedupe'> {
  readonly fields: readonly FieldPlan[];
  readonly accept: string | undefined;
  readonly columns: readonly NamedValue[];
}

export interface SourcePlan extends EventsPlan {
  readonly name: string;
}

/** What a query reads of one source. */
export interface FromPlan {
  readonly source: string;
  readonly where: string | undefined;
  readonly keys: readonly NamedValue[];
}

export function eventsPlan(pipeline: Pipeline): EventsPlan {
  const { source, fields, accept, eventTime, partitionBy, watermark, dedupe } = pipeline;
  return {
    source,
    fields: Object.entries(fields).map(([field, { kind, isOptional, at, text, zone, format }]) => ({
      name: field,
      kind,
      isOptional,
      at,
      text,
      zone,
      format,
    })),
    accept: accept && printWhole(accept),
    eventTime: columnText(pipeline, eventTime),
    partitionBy,
    watermark,
    dedupe,
    columns: pipeline.columns.filter(column => !column.name.startsWith('=')).map(columnPlan),
  };
}

function columnPlan(column: ComputedColumn): NamedValue {
  if ('lookup' in column) return { name: column.name, type: column.type };
  if ('expression' in column)
    return { name: column.name, type: column.type, expression: printWhole(column.expression) };
  if ('isArrival' in column)
    return { name: column.name, type: { type: 'time', isNullable: false }, expression: 'when its record arrived' };
  return { name: column.name, type: column.type && { type: column.type, isNullable: true } };
}

/** Undefined where there is one source. */
export function fromPlan({ name, groupBy }: EventQuery, { sources }: Pipeline): FromPlan[] | undefined {
  if (!sources) return undefined;
  return Object.entries(sources).flatMap(([source, view]) => {
    const query = view.queries.find(each => each.name === name) as EventQuery;
    const where = query.where === undefined ? undefined : columnText(view, query.where);
    if (where === NEVER) return [];
    const columns = keyColumnsOf(query);
    return [{ source, where, keys: groupBy.map((key, i) => keyPlan(key, columns[i]!, view)) }];
  });
}

/** The condition under which a query reads the events of a source that it does not name. */
const NEVER = 'false';

export function keyPlan(name: string, column: string, read: Pick<Pipeline, 'scope' | 'columns'>): NamedValue {
  const expression = columnText(read, column);
  return {
    name,
    type: columnType(read.scope, column),
    expression: expression === name ? undefined : expression,
  };
}
