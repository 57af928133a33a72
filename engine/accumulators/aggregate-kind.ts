/** The aggregates a query can select. */
export type AggregateKind =
  'count' | 'sum' | 'avg' | 'min' | 'max' | 'stddev' | 'first' | 'last' | 'approxDistinct' | 'topK' | 'quantile';

/** An aggregate with its options, as its accumulator needs them. */
export interface AggregateOptions {
  readonly kind: AggregateKind;
  /** topK: how many values, 1-20. */
  readonly k?: number;
  /** quantile: from 0 to 1. */
  readonly q?: number;
}
