import { assumed } from '../accumulators/aggregate-function';
import type { Scope } from '../expression/type';
import type { Typed } from '../values';
import type { EventQuery } from './pipeline';
import { type Aggregate, type Input, inputsOf } from './aggregates';

/** The type of a column's values; undefined of a function that states none, whose values are known at run time only. */
export function columnType(scope: Scope, column: string): Typed | undefined {
  return Object.hasOwn(scope, column) ? scope[column] : undefined;
}

/** Whether some of its values may be texts. */
export function mayBeText(type: Typed | undefined): boolean {
  return type === undefined || type.type === 'text' || type.type === 'null';
}

/** Text stands for values of any type. */
const ANY: Typed = { type: 'text', isNullable: true };

/** The type of an aggregate's input: where the column's is not known, what the aggregate takes it for. */
export function inputType(scope: Scope, { parameter, column }: Input): Typed {
  const type = assumed(parameter);
  return columnType(scope, column) ?? (type === undefined ? ANY : { type, isNullable: true });
}

/** What the aggregates that read a column take it for, where its type is not known: one thing, or the definition is wrong. */
export function assumedTypes(
  column: string,
  queries: readonly Pick<EventQuery, 'aggregates'>[],
): ('number' | 'boolean')[] {
  const inputs = queries.flatMap(({ aggregates }) => Object.values(aggregates).flatMap(inputsOf));
  const types = inputs.flatMap(input => (input.column === column ? (assumed(input.parameter) ?? []) : []));
  return [...new Set(types)];
}

/** The types of an aggregate's inputs, in order. */
export function inputTypes(scope: Scope, aggregate: Aggregate): readonly Typed[] {
  return inputsOf(aggregate).map(input => inputType(scope, input));
}
