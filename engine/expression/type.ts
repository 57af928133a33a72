import type { Typed } from '../values';

export type { Typed, ValueType } from '../values';

/** The columns that an expression may name. */
export type Scope = Readonly<Record<string, Typed>>;
