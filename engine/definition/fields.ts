/** What a JSON value of an event must be, and how an event-time field becomes ms. */
export type FieldKind = 'string' | 'number' | 'integer' | 'boolean' | 'epochMillis' | 'epochSeconds' | 'isoTime';

/** One field of the event. An optional field may be missing or null. `T` is its TypeScript type. */
export interface Field<T = unknown> {
  readonly kind: FieldKind;
  readonly isOptional: boolean;
  /** The same field, but it may be missing or null. */
  optional(): Field<T | null>;
  /** Carries `T` for the compiler only. */
  readonly type?: T;
}

function field<T>(kind: FieldKind, isOptional = false): Field<T> {
  return { kind, isOptional, optional: () => field<T | null>(kind, true) };
}

/** Text. */
export const string = (): Field<string> => field('string');
/** A finite JSON number. */
export const number = (): Field<number> => field('number');
/** A JSON number without fraction, within +-(2^53 - 1). */
export const integer = (): Field<number> => field('integer');
/** true or false. */
export const boolean = (): Field<boolean> => field('boolean');
/** Milliseconds since 1970, an integer from 0 to the year 9999. */
export const epochMillis = (): Field<number> => field('epochMillis');
/** Seconds since 1970, from 0 to the year 9999; a fraction is kept to the millisecond. */
export const epochSeconds = (): Field<number> => field('epochSeconds');
/** An ISO 8601 date and time with a zone, such as `2018-08-21T11:01:05.000Z`. */
export const isoTime = (): Field<string> => field('isoTime');

export const TIME_KINDS: ReadonlySet<FieldKind> = new Set(['epochMillis', 'epochSeconds', 'isoTime']);
export const NUMBER_KINDS: ReadonlySet<FieldKind> = new Set(['number', 'integer', 'epochMillis', 'epochSeconds']);
