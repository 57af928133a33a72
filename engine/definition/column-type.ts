import { type AggregateType, assumed } from '../accumulators/aggregate-function';
import { aggregateOf, isAggregateKind } from '../accumulators/index';
import type { Typed, ValueType } from '../values';
import { type Aggregate, inputsOf } from './aggregates';
import { fieldOf } from './check-fields';
import { FIELD_KINDS, type FieldKind } from './fields';
import type { Pipeline } from './pipeline';

const TYPES: Readonly<Record<FieldKind, ValueType>> = {
  string: 'text',
  number: 'number',
  integer: 'integer',
  boolean: 'boolean',
  epochMillis: 'integer',
  epochSeconds: 'number',
  epochMicros: 'integer',
  epochNanos: 'integer',
  time: 'integer',
  isoTime: 'text',
};

/** The type of an event's values; undefined of a derived field, whose values are known at run time only, and of a wrong one. */
export function columnType({ fields }: Pick<Pipeline, 'fields'>, column: string): Typed | undefined {
  const field = fieldOf(fields, column);
  if (!field || !FIELD_KINDS.includes(field.kind)) return undefined;
  return { type: TYPES[field.kind], isNullable: field.isOptional };
}

/** Text stands for values of any type. */
const ANY: Typed = { type: 'text', isNullable: true };

/** The types of an aggregate's inputs, in order: where a column's is not known, what the aggregate takes it for. */
export function inputTypes(pipeline: Pick<Pipeline, 'fields'>, aggregate: Aggregate): readonly Typed[] {
  return inputsOf(aggregate).map(({ parameter, column }) => {
    const type = assumed(parameter);
    return columnType(pipeline, column) ?? (type === undefined ? ANY : { type, isNullable: true });
  });
}

/** The type of an aggregate's value; undefined of one that is wrong. */
export function aggregateType(pipeline: Pick<Pipeline, 'fields'>, aggregate: Aggregate): AggregateType | undefined {
  if (!isAggregateKind(aggregate?.kind)) return undefined;
  const type = aggregateOf(aggregate.kind).typeOf(inputTypes(pipeline, aggregate));
  return typeof type === 'string' ? undefined : type;
}
