import { type Built, surplusOf } from './surplus';

/** What a JSON value of an event must be, and how an event-time field becomes ms. */
export type FieldKind =
  | 'string'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'epochSeconds'
  | 'epochMillis'
  | 'epochMicros'
  | 'epochNanos'
  | 'isoTime'
  | 'time';

interface PathOption {
  /** Where the value is in nested JSON: `a.b`, `a[0].b`, `a."x.y"`. @default the field's own name, as one step */
  readonly at?: string;
}

interface TextOption extends PathOption {
  /** Whether the value may also be JSON's text of it in quotes, such as `"0.001"`, without blanks. @default false */
  readonly text?: boolean;
}

interface ZoneOption extends PathOption {
  /** The time zone, such as `Australia/Sydney`, of times that do not say how far they are from UTC. */
  readonly zone?: string;
}

interface FormatOption extends ZoneOption {
  /** How the time is written: `dd/MMM/yyyy:HH:mm:ss Z`. */
  readonly format: string;
}

/** One field of the event. An optional field may be missing or null. `T` is its TypeScript type. */
export interface Field<T = unknown> extends Built, TextOption, Partial<FormatOption> {
  readonly kind: FieldKind;
  readonly isOptional: boolean;
  /** The same field, but it may be missing or null. */
  optional(): Field<T | null>;
  /** Carries `T` for the compiler only. */
  readonly type?: T;
}

export type FieldOption = 'at' | 'text' | 'zone' | 'format';

const NUMERIC: readonly FieldOption[] = ['at', 'text'];

/** What each kind's builder takes. */
export const OPTIONS_OF: Readonly<Record<FieldKind, readonly FieldOption[]>> = {
  string: ['at'],
  number: NUMERIC,
  integer: NUMERIC,
  boolean: NUMERIC,
  epochSeconds: NUMERIC,
  epochMillis: NUMERIC,
  epochMicros: NUMERIC,
  epochNanos: NUMERIC,
  isoTime: ['at', 'zone'],
  time: ['at', 'format', 'zone'],
};

/** Names of a field that are no options. */
const OWN = ['kind', 'isOptional', 'optional', 'surplus'];

function isOptions(given: unknown): given is object | undefined {
  if (given === undefined) return true;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
  return !OWN.some(name => Object.hasOwn(given, name));
}

function field<T>(kind: FieldKind, options: unknown, more: readonly unknown[], isOptional = false): Field<T> {
  return {
    ...(isOptions(options) ? options : {}),
    kind,
    isOptional,
    optional: (...evenMore: readonly unknown[]) => field<T | null>(kind, options, [...more, ...evenMore], true),
    ...surplusOf(`${kind}() takes ${OPTIONS_OF[kind].join(', ')}, got`, isOptions(options) ? more : [options, ...more]),
  };
}

const builder =
  <T, Options>(
    kind: FieldKind,
  ): ((...options: undefined extends Options ? [options?: Options] : [options: Options]) => Field<T>) =>
  (options?: unknown, ...more: readonly unknown[]) =>
    field<T>(kind, options, more);

/** Text. */
export const string = builder<string, PathOption | undefined>('string');
/** A finite JSON number. */
export const number = builder<number, TextOption | undefined>('number');
/** A JSON number without fraction, within +-(2^53 - 1). */
export const integer = builder<number, TextOption | undefined>('integer');
/** true or false. */
export const boolean = builder<boolean, TextOption | undefined>('boolean');
/** Milliseconds since 1970, an integer from 0 to the year 9999. */
export const epochMillis = builder<number, TextOption | undefined>('epochMillis');
/** Seconds since 1970, from 0 to the year 9999; a fraction is kept to the millisecond. */
export const epochSeconds = builder<number, TextOption | undefined>('epochSeconds');
/** Microseconds since 1970, from 0 to the year 9999. The field's value is the time in ms, without its fraction. */
export const epochMicros = builder<number, TextOption | undefined>('epochMicros');
/**
 * Nanoseconds since 1970, from 0 to the year 9999. The field's value is the time in ms, without its fraction. A JSON number of so many
 * digits is a double, right to 256 ns: it is read to the nearest microsecond. Text is read to the last digit.
 */
export const epochNanos = builder<number, TextOption | undefined>('epochNanos');
/**
 * An ISO 8601 date and time with a zone, such as `2018-08-21T11:01:05.000Z`. With `zone` also one without, whose `T` may be a
 * blank: `2018-08-21 21:01:05`.
 */
export const isoTime = builder<string, ZoneOption | undefined>('isoTime');
/** A time in a format of its own, from 1970 to the year 9999. The field's value is the time in ms. */
export const time = builder<number, FormatOption>('time');

export const FIELD_KINDS = Object.keys(OPTIONS_OF) as readonly FieldKind[];
export const TIME_KINDS: ReadonlySet<FieldKind> = new Set([
  'epochMillis',
  'epochSeconds',
  'epochMicros',
  'epochNanos',
  'isoTime',
  'time',
]);
/** Kinds whose values are numbers. */
export const NUMBER_KINDS: ReadonlySet<FieldKind> = new Set(
  FIELD_KINDS.filter(kind => !['string', 'boolean', 'isoTime'].includes(kind)),
);

/** What of a field tells how an event is read, as plain data. */
export function meaningOf(field: Field | undefined): readonly unknown[] {
  const { kind, isOptional, at, text, zone, format } = field ?? {};
  const given = Object.entries({ at, text: text || undefined, zone, format }).filter(
    ([, value]) => value !== undefined,
  );
  return [kind, isOptional, ...(given.length > 0 ? [Object.fromEntries(given)] : [])];
}
