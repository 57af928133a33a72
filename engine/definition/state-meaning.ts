import { aggregateOf } from '../accumulators/index';
import { inputsOf } from './aggregates';
import { fieldOf } from './check-fields';
import type { EventColumns } from './event-columns';
import { meaningOf } from './fields';
import { columnsReadBy, keyColumnsOf, type WindowQuery } from './pipeline';

/** What gives a query's state its meaning: what events count in it, how, and under which names. */
export function stateOf(query: Omit<WindowQuery, 'id'>, columns: EventColumns): readonly unknown[] {
  const { where, groupBy, window, aggregates } = query;
  const keys = keyColumnsOf(query);
  const read = columns.sourcesOf(columnsReadBy(query));
  return [
    read.sort().map(name => fieldMeaning(name, columns)),
    where === undefined ? null : columns.meaningOf(where),
    groupBy,
    keys.map(key => columns.meaningOf(key)),
    window,
    Object.values(aggregates).map(aggregate => [
      aggregate.kind,
      aggregateOf(aggregate.kind).options.flatMap(({ name }) => aggregate[name] ?? []),
      inputsOf(aggregate).map(({ parameter, column }) => [parameter.name, columns.meaningOf(column)]),
    ]),
  ];
}

/** Of the column that holds the event time. */
export function eventTimeMeaning(column: string, columns: EventColumns): unknown {
  if (fieldOf(columns.fields, column)) return fieldMeaning(column, columns);
  const read = columns.sourcesOf([column]).sort();
  return [columns.meaningOf(column), read.map(name => fieldMeaning(name, columns))];
}

/** Of a field how it is read; of a function its name. */
export function fieldMeaning(name: string, { fields }: EventColumns): unknown {
  const field = fieldOf(fields, name);
  return field ? [name, ...meaningOf(field)] : name;
}
