import { type Built, surplusOf } from './surplus';

/** What a JSON value of an event must be, and how an event-time field becomes ms. */
export type FieldKind = 'string' | 'number' | 'integer' | 'boolean' | 'epochMillis' | 'epochSeconds' | 'isoTime';

/** One field of the event. An optional field may be missing or null. `T` is its TypeScript type. */
export interface Field<T = unknown> extends Built {
  readonly kind: FieldKind;
  readonly isOptional: boolean;
  /** The same field, but it may be missing or null. */
  optional(): Field<T | null>;
  /** Carries `T` for the compiler only. */
  readonly type?: T;
}

function field<T>(kind: FieldKind, given: readonly unknown[], isOptional = false): Field<T> {
  const optional = (...more: readonly unknown[]): Field<T | null> => field<T | null>(kind, [...given, ...more], true);
  return { kind, isOptional, optional, ...surplusOf(`${kind}() takes nothing, got`, given) };
}

const builder =
  <T>(kind: FieldKind): (() => Field<T>) =>
  (...given: readonly unknown[]) =>
    field<T>(kind, given);

/** Text. */
export const string = builder<string>('string');
/** A finite JSON number. */
export const number = builder<number>('number');
/** A JSON number without fraction, within +-(2^53 - 1). */
export const integer = builder<number>('integer');
/** true or false. */
export const boolean = builder<boolean>('boolean');
/** Milliseconds since 1970, an integer from 0 to the year 9999. */
export const epochMillis = builder<number>('epochMillis');
/** Seconds since 1970, from 0 to the year 9999; a fraction is kept to the millisecond. */
export const epochSeconds = builder<number>('epochSeconds');
/** An ISO 8601 date and time with a zone, such as `2018-08-21T11:01:05.000Z`. */
export const isoTime = builder<string>('isoTime');

export const FIELD_KINDS: readonly FieldKind[] = [
  'string',
  'number',
  'integer',
  'boolean',
  'epochMillis',
  'epochSeconds',
  'isoTime',
];
export const TIME_KINDS: ReadonlySet<FieldKind> = new Set(['epochMillis', 'epochSeconds', 'isoTime']);
export const NUMBER_KINDS: ReadonlySet<FieldKind> = new Set(['number', 'integer', 'epochMillis', 'epochSeconds']);
