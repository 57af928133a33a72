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

/** A column that an aggregate reads, and for what. */
export interface Input {
  readonly parameter: Parameter;
  readonly column: string;
}

/** The inputs that an aggregate names, in order of its parameters; none for `count()`. */
export function inputsOf(aggregate: Aggregate): readonly Input[] {
  return aggregateOf(aggregate.kind).parameters.flatMap(parameter => {
    const column = aggregate[parameter.name];
    return column === undefined ? [] : [{ parameter, column }];
  });
}

type OfField = <Name extends string>(field: Name) => Aggregate<Name>;

const of =
  (kind: AggregateKind): OfField =>
  (field, ...more: readonly unknown[]) => ({ kind, field, ...surplusOf(`${kind} takes one field, got also`, more) });

const ofTwo =
  (kind: AggregateKind, second: 'by' | 'with'): (<Name extends string>(field: Name, second: Name) => Aggregate<Name>) =>
  (field, other, ...more: readonly unknown[]) => ({
    kind,
    field,
    [second]: other,
    ...surplusOf(`${kind} takes two fields, got also`, more),
  });

export interface DistinctOptions {
  /** 16-48,000. @default 256 */
  readonly exactUpTo?: number;
}

export interface NullOptions {
  /** Whether the value of an event that has none counts, as null. @default 'ignore' */
  readonly nulls?: 'respect' | 'ignore';
}

const isObject = (options: unknown): options is object =>
  typeof options === 'object' && options !== null && !Array.isArray(options);

const TREATMENTS: readonly unknown[] = [undefined, 'ignore', 'respect'];
const isNullOptions = (options: unknown): options is NullOptions =>
  isObject(options) && Object.entries(options).every(([name, value]) => name === 'nulls' && TREATMENTS.includes(value));

const ofPosition =
  (
    kind: AggregateKind,
    withNulls: AggregateKind,
  ): (<Name extends string>(field: Name, options?: NullOptions) => Aggregate<Name>) =>
  (field, options = {}, ...more: readonly unknown[]) => ({
    kind: isNullOptions(options) && options.nulls === 'respect' ? withNulls : kind,
    field,
    ...surplusOf(
      `${kind} takes one field and { nulls: 'respect' }, got also`,
      isNullOptions(options) ? more : [options, ...more],
    ),
  });

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
/**
 * Sum of a number, carried in twice double precision: within 31 decimal digits exact, whatever the order of events. A product, as
 * in `sum('price * quantity')`, is summed without being rounded.
 */
export const sum = of('sum');
/** Arithmetic mean of a number field. */
export const avg = of('avg');
/** Smallest number or text; texts go by their UTF-16 units, upper case before lower. */
export const min = of('min');
/** Largest number or text; texts go by their UTF-16 units, upper case before lower. */
export const max = of('max');
/** Value of the first field where the second is smallest; among equals, of the earliest event. */
export const minBy = ofTwo('minBy', 'by');
/** Value of the first field where the second is largest; among equals, of the earliest event. */
export const maxBy = ofTwo('maxBy', 'by');
/** Variance of the population. */
export const varPop = of('varPop');
/** Variance of a sample; of one number null. */
export const varSamp = of('varSamp');
/** Standard deviation of the population. */
export const stddev = of('stddev');
/** Standard deviation of a sample; of one number null. */
export const stddevSamp = of('stddevSamp');
/** Covariance of the population, of events that have both numbers. */
export const covarPop = ofTwo('covarPop', 'with');
/** Covariance of a sample, of events that have both numbers; of one event null. */
export const covarSamp = ofTwo('covarSamp', 'with');
/** Pearson's correlation, from -1 to 1, of events that have both numbers; null where one of them never changes. */
export const corr = ofTwo('corr', 'with');
/** Whether a boolean field is true in all events that have it. */
export const boolAnd = of('boolAnd');
/** Whether a boolean field is true in any event. */
export const boolOr = of('boolOr');
/** Value of the earliest event by event time that has one; among equals, by sequence number. */
export const first = ofPosition('first', 'firstWithNulls');
/** Value of the latest event by event time that has one; among equals, by sequence number. */
export const last = ofPosition('last', 'lastWithNulls');
/**
 * Number of distinct values: exact up to `exactUpTo`, then HyperLogLog with 4,096 registers (standard error 1.6 %). What is
 * counted exactly takes 8 bytes a value.
 */
export const approxDistinct: <Name extends string>(field: Name, options?: DistinctOptions) => Aggregate<Name> = (
  field,
  options = {},
  ...more: readonly unknown[]
) => ({
  ...(isObject(options) && options),
  kind: 'approxDistinct',
  field,
  ...surplusOf('approxDistinct takes one field and options, got also', isObject(options) ? more : [options, ...more]),
});
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
