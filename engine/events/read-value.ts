import type { Field } from '../definition/fields';
import { isoTimeMs, zonedTimeMs } from '../text/iso-time';
import { isNumberText } from '../text/number-text';
import { compileTimeFormat } from '../time/time-format';
import type { Scalar } from '../values';

const EVENT_TIME_MS_MAX = 253_402_300_799_999; // the end of the year 9999
const PLAIN_NUMBER = /^(0|[1-9]\d*)(?:\.\d+)?$/;

/** Whether an event may have this time, ms. */
export function isInRange(ms: number): boolean {
  return ms >= 0 && ms <= EVENT_TIME_MS_MAX;
}

/** What a field's JSON value, as JSON.parse gives it, comes to; undefined for one that the field cannot have. Null is none. */
export type ValueReader = (value: unknown) => Scalar | undefined;

export function valueReader(field: Field): ValueReader {
  const only = (isRight: (value: number) => boolean) => (value: unknown) => {
    const given = numberIn(field, value);
    return given !== undefined && isRight(given) ? given : undefined;
  };
  switch (field.kind) {
    // Text that comes back from UTF-8 as it was: JSON can spell half of a surrogate pair.
    case 'string':
      return value => (typeof value === 'string' ? value.toWellFormed() : undefined);
    case 'boolean':
      return value => booleanIn(field, value);
    case 'number':
      return only(Number.isFinite);
    case 'integer':
      return only(Number.isSafeInteger);
    case 'epochMillis':
      return only(value => Number.isInteger(value) && isInRange(value));
    case 'epochSeconds':
      return only(value => isInRange(value * 1000));
    case 'epochMicros':
      return value => inRange(microsToMs(field, value));
    case 'epochNanos':
      return value => inRange(nanosToMs(field, value));
    case 'isoTime':
      return value =>
        typeof value === 'string' && isInRange(isoFieldMs(value, field)) ? value.toWellFormed() : undefined;
    case 'time': {
      const read = formatReader(field);
      return value => (typeof value === 'string' ? inRange(read(value)) : undefined);
    }
  }
}

/** The instant of a text of an `isoTime` field, ms; NaN where it is none. */
export function isoFieldMs(text: string, { zone }: Pick<Field, 'zone'>): number {
  return zone === undefined ? isoTimeMs(text) : zonedTimeMs(text, zone);
}

/** Reads texts of a `time` field: ms, or why a text is none. */
export function formatReader({ format, zone }: Pick<Field, 'format' | 'zone'>): (text: string) => number | string {
  const compiled = compileTimeFormat(format!);
  if ('message' in compiled) throw new Error(compiled.message);
  return text => compiled.read(text, zone);
}

function numberIn({ text }: Field, value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return text && typeof value === 'string' && isNumberText(value) ? Number(value) : undefined;
}

function booleanIn({ text }: Field, value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return text && (value === 'true' || value === 'false') ? value === 'true' : undefined;
}

function microsToMs(field: Field, value: unknown): number | undefined {
  const digits = wholeDigits(field, value);
  if (digits !== undefined) return Number(digits.slice(0, -3));
  const micros = numberIn(field, value);
  return micros === undefined ? undefined : Math.floor(micros / 1_000);
}

/** A double of so many digits is right to 256 ns: whole microseconds and milliseconds come back as they were sent. */
function nanosToMs(field: Field, value: unknown): number | undefined {
  const digits = wholeDigits(field, value);
  if (digits !== undefined) return Number(digits.slice(0, -6));
  const nanos = numberIn(field, value);
  return nanos === undefined ? undefined : Math.floor(Math.round(nanos / 1_000) / 1_000);
}

/** The digits before the decimal point of a number given as text: what is cut off them needs no arithmetic. */
function wholeDigits({ text }: Field, value: unknown): string | undefined {
  return text && typeof value === 'string' ? PLAIN_NUMBER.exec(value)?.[1] : undefined;
}

function inRange(ms: number | string | undefined): number | undefined {
  return typeof ms === 'number' && isInRange(ms) ? ms : undefined;
}
