/**
 * What a name in results must be: of queries, of their values, of derived fields. Not `__proto__`, to which objects of the
 * language assign something else.
 */
export const IDENTIFIER = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]{0,63}$/;
