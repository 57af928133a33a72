/** A value of an event or of a result. */
export type Value = string | number | boolean | null;
