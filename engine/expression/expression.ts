import type { Scalar } from '../values';

/** A checked expression. Plain data: it is stored with the state and hashed as JSON. */
export type Expression =
  { readonly op: 'column'; readonly name: string } | { readonly op: 'literal'; readonly value: Scalar | null } | Call;

export interface Call {
  readonly op: 'call';
  readonly fn: string;
  readonly args: readonly Expression[];
}

/** A call of an aggregate function on expressions over events. */
export interface AggregateCall {
  /** Its name in SQL: `sum`, `count`, `max_by`. */
  readonly fn: string;
  readonly args: readonly Expression[];
  readonly isDistinct: boolean;
  /** RESPECT NULLS: a null input is a value too. */
  readonly respectsNulls?: true;
  /** FILTER (WHERE ...): only events for which it is true are aggregated. */
  readonly filter?: Expression;
}

/** The columns that an expression reads, each once. */
export function columnsOf(expression: Expression): string[] {
  const names = new Set<string>();
  const visit = (one: Expression): void => {
    if (one.op === 'column') names.add(one.name);
    else if (one.op === 'call') one.args.forEach(visit);
  };
  visit(expression);
  return [...names];
}
