/** What a name in results must be: of queries, of their values, of derived fields. */
export const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
