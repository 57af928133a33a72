import { assumed } from '../accumulators/aggregate-function';
import type { Scope } from '../expression/type';
import type { Typed } from '../values';
import { type Aggregate, inputsOf } from './aggregates';

/** The type of a column's values; undefined of a function that states none, whose values are known at run time only. */
export function columnType(scope: Scope, column: string): Typed | undefined {
  return Object.hasOwn(scope, column) ? scope[column] : undefined;
}

/** Text stands for values of any type. */
const ANY: Typed = { type: 'text', isNullable: true };

/** The types of an aggregate's inputs, in order: where a column's is not known, what the aggregate takes it for. */
export function inputTypes(scope: Scope, aggregate: Aggregate): readonly Typed[] {
  return inputsOf(aggregate).map(({ parameter, column }) => {
    const type = assumed(parameter);
    return columnType(scope, column) ?? (type === undefined ? ANY : { type, isNullable: true });
  });
}
