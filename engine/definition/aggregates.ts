import type { AggregateOptions, InputName, Parameter } from '../accumulators/aggregate-function';
import { type AggregateKind, aggregateOf } from '../accumulators/index';
import { type Built, surplusOf } from './surplus';

/**
 * One selected value of a query. Plain data: it is stored with the state, so that old state stays readable. Its inputs are
 * fields or derived fields; `Name` is their names, for the compiler.
 */
export interface Aggregate<Name extends string = string>
  extends Built, AggregateOptions, Readonly<Partial<Record<InputName, Name>>> {
  readonly kind: AggregateKind;
}

/** The inputs that an aggregate names, in order of its parameters; none for `count()`. */
export function inputsOf(aggregate: Aggregate): readonly { readonly parameter: Parameter; readonly column: string }[] {
  return aggregateOf(aggregate.kind).parameters.flatMap(parameter => {
    const column = aggregate[parameter.name];
    return column === undefined ? [] : [{ parameter, column }];
  });
}

type OfField = <Name extends string>(field: Name) => Aggregate<Name>;

const of =
  (kind: AggregateKind): OfField =>
  (field, ...more: readonly unknown[]) => ({ kind, field, ...surplusOf(`${kind} takes one field, got also`, more) });

/** Number of events; with a field, of events in which it is not null. */
export function count(): Aggregate<never>;
export function count<Name extends string>(field: Name): Aggregate<Name>;
export function count(field?: string, ...more: readonly unknown[]): Aggregate {
  return {
    kind: 'count',
    ...(field !== undefined && { field }),
    ...surplusOf('count takes one field, got also', more),
  };
}
/** Sum of a number field, carried in twice double precision: within 31 decimal digits exact, whatever the order of events. */
export const sum = of('sum');
/** Arithmetic mean of a number field. */
export const avg = of('avg');
/** Smallest value of a number field. */
export const min = of('min');
/** Largest value of a number field. */
export const max = of('max');
/** Standard deviation of the population. */
export const stddev = of('stddev');
/** Value of the earliest event by event time; among equals, by sequence number. */
export const first = of('first');
/** Value of the latest event by event time; among equals, by sequence number. */
export const last = of('last');
/** Number of distinct values: exact while small, then HyperLogLog with 4,096 registers (standard error 1.6 %). */
export const approxDistinct = of('approxDistinct');
/** The `k` (1-20) most frequent values with their counts and what these may be too high by, by SpaceSaving. */
export const topK: <Name extends string>(field: Name, k: number) => Aggregate<Name> = (
  field,
  k,
  ...more: readonly unknown[]
) => ({ kind: 'topK', field, k, ...surplusOf('topK takes a field and k, got also', more) });
/** The `q` quantile (0-1) within 1 % of its value, by DDSketch; down to 17 orders of magnitude below the largest number. */
export const quantile: <Name extends string>(field: Name, q: number) => Aggregate<Name> = (
  field,
  q,
  ...more: readonly unknown[]
) => ({ kind: 'quantile', field, q, ...surplusOf('quantile takes a field and q, got also', more) });
