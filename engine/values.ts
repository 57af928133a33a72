/** A value of an event. */
export type Scalar = string | number | boolean;

/** A value that a result shows. */
export type Json = null | Scalar | readonly Json[] | { readonly [name: string]: Json };
