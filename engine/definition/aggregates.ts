/** The aggregates a query can select. */
export type AggregateKind =
  'count' | 'sum' | 'avg' | 'min' | 'max' | 'stddev' | 'first' | 'last' | 'approxDistinct' | 'topK' | 'quantile';

/** One selected value of a query. Plain data: it is stored with the state, so that old state stays readable. */
export interface Aggregate {
  readonly kind: AggregateKind;
  /** The input: a field or a derived field; absent only for `count()`. */
  readonly field?: string;
  /** topK: how many values, 1-20. */
  readonly k?: number;
  /** quantile: from 0 to 1. */
  readonly q?: number;
}

/** Number of events; with a field, of events in which it is not null. */
export const count = (field?: string): Aggregate =>
  field === undefined ? { kind: 'count' } : { kind: 'count', field };
/** Sum of a number field, carried in twice double precision: the order of events does not show. */
export const sum = (field: string): Aggregate => ({ kind: 'sum', field });
/** Arithmetic mean of a number field. */
export const avg = (field: string): Aggregate => ({ kind: 'avg', field });
/** Smallest value of a number field. */
export const min = (field: string): Aggregate => ({ kind: 'min', field });
/** Largest value of a number field. */
export const max = (field: string): Aggregate => ({ kind: 'max', field });
/** Standard deviation of the population. */
export const stddev = (field: string): Aggregate => ({ kind: 'stddev', field });
/** Value of the earliest event by event time; among equals, by sequence number. */
export const first = (field: string): Aggregate => ({ kind: 'first', field });
/** Value of the latest event by event time; among equals, by sequence number. */
export const last = (field: string): Aggregate => ({ kind: 'last', field });
/** Number of distinct values: exact while small, then HyperLogLog with 4,096 registers (standard error 1.6 %). */
export const approxDistinct = (field: string): Aggregate => ({ kind: 'approxDistinct', field });
/** The `k` (1-20) most frequent values with their counts, by SpaceSaving. */
export const topK = (field: string, k: number): Aggregate => ({ kind: 'topK', field, k });
/** The `q` quantile (0-1) within 1 % of its value, by DDSketch. */
export const quantile = (field: string, q: number): Aggregate => ({ kind: 'quantile', field, q });
