/** A value of an event. */
export type Scalar = string | number | boolean;

/** A value that a result shows. */
export type Json = null | Scalar | readonly Json[] | { readonly [name: string]: Json };

/** What a value of an expression can be. A time is a number of ms since 1970; an integer is a number without fraction. */
export type ValueType = 'text' | 'number' | 'integer' | 'boolean' | 'time';

/** A type with its nullability, known when the definition is loaded. `null` is the type of the literal NULL alone. */
export interface Typed {
  readonly type: ValueType | 'null';
  readonly isNullable: boolean;
}

/** Text that comes back from UTF-8 as it was: JSON can spell half of a surrogate pair, and an expression can cut one. */
export function wellFormed(value: Scalar | null): Scalar | null {
  return typeof value === 'string' && !value.isWellFormed() ? value.toWellFormed() : value;
}
