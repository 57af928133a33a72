import type { Field } from '../definition/fields';
import { IS_EPOCH, isoTimeProblem } from '../text/iso-time';
import { isNumberText } from '../text/number-text';
import { printable } from '../text/printable';
import { formatReader, isInRange, isoFieldMs } from './read-value';

/** Characters of a wrong value that a reason shows. */
const SHOWN_MAX = 40;

/** Why a field cannot have a JSON value, as one short line with what it is. */
export function mismatch(field: Field, value: unknown): string {
  const asText = field.text ? ', also as text' : '';
  switch (field.kind) {
    case 'string':
      return `expected string, got ${typeAndValue(value)}`;
    case 'boolean':
      return `expected boolean${asText}, got ${typeAndValue(value)}${textHint(field, value, /^(?:true|false)$/)}`;
    case 'number':
      return `expected number${asText}, ${got(value)}${textHint(field, value)}`;
    case 'integer':
      return `expected integer${asText}, ${notInteger(value)}${textHint(field, value)}`;
    case 'epochSeconds':
      return `expected epoch seconds${asText}, got ${show(value)}${hintOf(field, value, 1000)}`;
    case 'epochMillis':
      return `expected epoch milliseconds${asText}, got ${show(value)}${hintOf(field, value, 1)}`;
    case 'epochMicros':
      return `expected epoch microseconds${asText}, got ${show(value)}${hintOf(field, value, 1e-3)}`;
    case 'epochNanos':
      return `expected epoch nanoseconds${asText}, got ${show(value)}${hintOf(field, value, 1e-6)}`;
    case 'isoTime':
      return `expected ISO time, got ${show(value)}${whyNoIsoTime(field, value)}`;
    case 'time':
      return `expected time, got ${show(value)}${whyNoTime(field, value)}`;
  }
}

const OUT_OF_RANGE = ': outside of 1970 to 9999';

function whyNoIsoTime(field: Field, value: unknown): string {
  if (typeof value === 'number') return `: ${IS_EPOCH}`;
  if (typeof value !== 'string') return '';
  return Number.isNaN(isoFieldMs(value, field)) ? `: ${isoTimeProblem(value)}` : OUT_OF_RANGE;
}

function whyNoTime(field: Field, value: unknown): string {
  if (typeof value !== 'string') return `: not of the form ${field.format}`;
  const read = formatReader(field)(value);
  return typeof read === 'string' ? `: ${read}` : OUT_OF_RANGE;
}

/** What a value that is no epoch looks like. */
function hintOf(field: Field, value: unknown, unitMs: number): string {
  if (typeof value === 'number') return isLate(value, unitMs) ? LATE : '';
  if (typeof value !== 'string' || value.trim() === '') return '';
  if (/^\d{4}-\d\d-\d\d/.test(value)) return ': a date; is the field isoTime()?';
  if (!Number.isFinite(Number(value))) return '';
  if (!field.text) return ': a number written as text';
  return isNumberText(value) && isLate(Number(value), unitMs) ? LATE : '';
}

const LATE = ': later than the year 9999; is it in another unit?';

function isLate(value: number, unitMs: number): boolean {
  return value > 0 && !isInRange(value * unitMs);
}

function textHint({ kind, text }: Field, value: unknown, form?: RegExp): string {
  if (text || typeof value !== 'string' || !(form ? form.test(value) : isNumberText(value))) return '';
  return `: is the field ${kind}({ text: true })?`;
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

/** What JSON calls a value, and bytes, which it has not. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}
