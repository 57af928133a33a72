import { isUtf8 } from 'node:buffer';
import type { Scalar } from '../values';
import type { Field } from '../definition/fields';
import type { EventValues, Pipeline } from '../definition/pipeline';
import { derive, derivedFields, type DerivedField } from './derive';
import { printable } from '../text/printable';
import { IS_EPOCH, isoTimeMs, isoTimeProblem } from '../text/iso-time';

/** An event that satisfies its schema, derived fields included, or the reason why it does not. */
export type ParsedEvent = { readonly values: EventValues; readonly eventTimeMs: number } | { readonly bad: string };

const EVENT_TIME_MS_MAX = 253_402_300_799_999; // the end of the year 9999
/** Characters of a wrong value that a reason shows. */
const SHOWN_MAX = 40;

/** Parses and checks one event, in plain steps: the reference for any faster way. */
export function parseEvent(pipeline: Pipeline, json: Buffer): ParsedEvent {
  if (!isUtf8(json)) return { bad: 'invalid UTF-8' };
  let event: unknown;
  try {
    event = JSON.parse(json.toString('utf8'));
  } catch {
    return { bad: 'invalid JSON' };
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return { bad: `expected a JSON object, got ${typeName(event)}` };

  // Without a prototype: a field may be called `__proto__`.
  const values = Object.create(null) as Record<string, Scalar | null>;
  for (const [name, field] of Object.entries(pipeline.fields)) {
    const value: unknown = Object.hasOwn(event, name) ? (event as Record<string, unknown>)[name] : undefined;
    const wrong = mismatch(field, value);
    if (wrong) return { bad: `${name}: ${wrong}` };
    values[name] = wellFormed((value ?? null) as Scalar | null);
  }
  const eventTimeMs = toMs(values[pipeline.eventTime]!, pipeline.fields[pipeline.eventTime]!);
  const wrong = derive(derivedOf(pipeline), values);
  return wrong === undefined ? { values, eventTimeMs } : { bad: wrong };
}

const derived = new WeakMap<Pipeline, readonly DerivedField[]>();

function derivedOf(pipeline: Pipeline): readonly DerivedField[] {
  let fields = derived.get(pipeline);
  if (!fields) derived.set(pipeline, (fields = derivedFields(pipeline)));
  return fields;
}

/** Text that comes back from UTF-8 as it was: JSON can spell half of a surrogate pair. */
function wellFormed(value: Scalar | null): Scalar | null {
  return typeof value === 'string' && !value.isWellFormed() ? value.toWellFormed() : value;
}

function mismatch(field: Field, value: unknown): string | undefined {
  if (value === undefined || value === null) return field.isOptional ? undefined : value === null ? 'null' : 'missing';
  switch (field.kind) {
    case 'string':
      return typeof value === 'string' ? undefined : `expected string, got ${typeAndValue(value)}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `expected boolean, got ${typeAndValue(value)}`;
    case 'number':
      return Number.isFinite(value) ? undefined : `expected number, ${got(value)}`;
    case 'integer':
      return Number.isSafeInteger(value) ? undefined : `expected integer, ${notInteger(value)}`;
    case 'epochMillis':
      return Number.isInteger(value) && isInRange(value as number)
        ? undefined
        : `expected epoch milliseconds, got ${show(value)}${hintOf(value, 1)}`;
    case 'epochSeconds':
      return Number.isFinite(value) && isInRange((value as number) * 1000)
        ? undefined
        : `expected epoch seconds, got ${show(value)}${hintOf(value, 1000)}`;
    case 'isoTime':
      return typeof value === 'string' && isIsoTime(value)
        ? undefined
        : `expected ISO time, got ${show(value)}${whyNoIsoTime(value)}`;
  }
}

export function isIsoTime(text: string): boolean {
  return isInRange(isoTimeMs(text));
}

/** Whether an event may have this time, ms. */
export function isInRange(ms: number): boolean {
  return ms >= 0 && ms <= EVENT_TIME_MS_MAX;
}

/** The event time, ms, of a checked value. */
export function toMs(value: Scalar, field: Field): number {
  if (field.kind === 'isoTime') return isoTimeMs(value as string);
  return field.kind === 'epochSeconds' ? Math.round((value as number) * 1000) : (value as number);
}

function whyNoIsoTime(value: unknown): string {
  if (typeof value === 'number') return `: ${IS_EPOCH}`;
  if (typeof value !== 'string') return '';
  return Number.isNaN(isoTimeMs(value)) ? `: ${isoTimeProblem(value)}` : ': outside of 1970 to 9999';
}

/** What a value that is no epoch looks like. */
function hintOf(value: unknown, unitMs: number): string {
  if (typeof value === 'number')
    return value * unitMs > EVENT_TIME_MS_MAX ? ': later than the year 9999; is it in another unit?' : '';
  if (typeof value !== 'string' || value.trim() === '') return '';
  if (Number.isFinite(Number(value))) return ': a number written as text';
  return /^\d{4}-\d\d-\d\d/.test(value) ? ': a date; is the field isoTime()?' : '';
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** A number that is none is one of JSON's that no double holds. */
function got(value: unknown): string {
  return typeof value === 'number' ? 'got one out of range' : `got ${typeAndValue(value)}`;
}

function notInteger(value: unknown): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return got(value);
  return Number.isInteger(value) ? `got ${value}, beyond 2^53` : `got ${value}`;
}

/** Of an array or an object the type alone. */
function typeAndValue(value: unknown): string {
  const isShown = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  return isShown ? `${typeof value} ${show(value)}` : show(value);
}

function show(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'a number out of range';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? printable(JSON.stringify(value.slice(0, SHOWN_MAX)), SHOWN_MAX) : typeName(value);
}
