import type { Scalar } from '../values';

/** A checked expression. Plain data: it is stored with the state and hashed as JSON. */
export type Expression =
  | { readonly op: 'column'; readonly name: string }
  | { readonly op: 'literal'; readonly value: Scalar | null }
  | { readonly op: 'call'; readonly fn: string; readonly args: readonly Expression[] };

/** A call of an aggregate function on expressions over events. */
export interface AggregateCall {
  /** Its name in SQL: `sum`, `count`, `max_by`. */
  readonly fn: string;
  readonly args: readonly Expression[];
  readonly isDistinct: boolean;
  /** FILTER (WHERE ...): only events for which it is true are aggregated. */
  readonly filter?: Expression;
}
