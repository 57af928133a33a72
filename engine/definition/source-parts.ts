import type { Expression } from '../expression/expression';
import type { Scope, Typed } from '../expression/type';
import { type Aggregate, inputsOf } from './aggregates';
import { columnType } from './column-type';
import type { EventColumns } from './event-columns';
import type { EventQuery } from './pipeline';

/** What each source gives to a query, by the source's name: as if the query read that one only, with no other aggregates. */
export type Parts = ReadonlyMap<string, Omit<EventQuery, 'id'>>;

const NULL: Expression = { op: 'literal', value: null };

/** What a query over one or several sources is, whichever of them an event is of. */
export function wholeQuery(query: Omit<EventQuery, 'id' | 'aggregates'>, parts: Parts): Omit<EventQuery, 'id'> {
  const { where: _, keyColumns: __, ...rest } = query;
  const aggregates = [...parts].flatMap(([source, part]) => {
    return Object.entries(part.aggregates).map(([text, aggregate]) => [text, ofWhole(aggregate, source)] as const);
  });
  return {
    ...rest,
    ...(rest.groupBy.length > 0 && { keyColumns: rest.groupBy.map(key => wholeColumn(rest.name, key)) }),
    aggregates: Object.fromEntries(aggregates.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function ofWhole(aggregate: Aggregate, source: string): Aggregate {
  const inputs = inputsOf(aggregate).map(({ parameter, column }) => [parameter.name, wholeColumn(source, column)]);
  return { ...aggregate, ...(Object.fromEntries(inputs) as Partial<Aggregate>) };
}

/** The name that a column of a source, or a key of a query, has among those of all. */
export function wholeColumn(of: string, column: string): string {
  return `${of}.${column}`;
}

/** A column without values. */
export function nullColumn(type: Typed | undefined, columns: EventColumns): string {
  const name = `=null of ${type?.type ?? 'any type'}`;
  if (!columns.has(name))
    columns.add({ name, expression: NULL, type: { type: type?.type ?? 'null', isNullable: true } });
  return name;
}

/** An aggregate that no event of these columns adds to. @param scope the types of what it reads. */
export function withoutEvents(aggregate: Aggregate, scope: Scope, columns: EventColumns): Aggregate {
  const inputs = inputsOf(aggregate).map(({ parameter, column }) => {
    return [parameter.name, nullColumn(columnType(scope, column), columns)] as const;
  });
  return { ...aggregate, ...Object.fromEntries(inputs) };
}

/** The type of a key that has one type of one source and perhaps another of another; undefined where they are no one. */
export function commonType(a: Typed | undefined, b: Typed | undefined): Typed | undefined {
  if (!a || !b || a.type === b.type) return a ?? b;
  const areNumbers = [a, b].every(({ type }) => type === 'integer' || type === 'number');
  return areNumbers ? { type: 'number', isNullable: true } : undefined;
}
