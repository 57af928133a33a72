import type { Accumulator } from './accumulator';
import type { AggregateFunction, AggregateOptions } from './aggregate-function';
import { approxDistinct } from './approx-distinct';
import { avg } from './avg';
import { boolAnd } from './bool-and';
import { boolOr } from './bool-or';
import { corr } from './corr';
import { count } from './count';
import { covarPop } from './covar-pop';
import { covarSamp } from './covar-samp';
import { first } from './first';
import { firstWithNulls } from './first-with-nulls';
import { last } from './last';
import { lastWithNulls } from './last-with-nulls';
import { max } from './max';
import { maxBy } from './max-by';
import { min } from './min';
import { minBy } from './min-by';
import { quantile } from './quantile';
import { stddev } from './stddev';
import { stddevSamp } from './stddev-samp';
import { sum } from './sum';
import { topK } from './top-k';
import { varPop } from './var-pop';
import { varSamp } from './var-samp';

const ALL = [
  count,
  sum,
  avg,
  min,
  max,
  minBy,
  maxBy,
  varPop,
  varSamp,
  stddev,
  stddevSamp,
  covarPop,
  covarSamp,
  corr,
  first,
  firstWithNulls,
  last,
  lastWithNulls,
  boolAnd,
  boolOr,
  approxDistinct,
  topK,
  quantile,
] as const;

/** The aggregates a query can select. */
export type AggregateKind = (typeof ALL)[number]['kind'];

export const aggregateFunctions: readonly AggregateFunction<AggregateKind>[] = ALL;

const byKind: ReadonlyMap<unknown, AggregateFunction<AggregateKind>> = new Map(ALL.map(each => [each.kind, each]));

export function isAggregateKind(kind: unknown): kind is AggregateKind {
  return byKind.has(kind);
}

export function aggregateOf(kind: AggregateKind): AggregateFunction<AggregateKind> {
  return byKind.get(kind)!;
}

/** By its name in SQL, in lower case, with `distinct` or `respect nulls` behind it where that is written. */
export function aggregateOfSql(name: string): AggregateFunction<AggregateKind> | undefined {
  return aggregateFunctions.find(({ sql }) => sql.includes(name));
}

/** The accumulator of a selected value, which the definition has checked. */
export function accumulatorFor(aggregate: { readonly kind: AggregateKind } & AggregateOptions): Accumulator {
  return aggregateOf(aggregate.kind).accumulator(aggregate);
}
