import { types } from 'node:util';
import type { ValueType } from '../expression/type';
import { printable } from '../text/printable';

const SAMPLE_CHARACTERS_MAX = 60;
/** No number of more than so many decimal digits is written out. */
const WRITTEN_BELOW = 10n ** 40n;

/** Why what a function gave does not count. */
export function unfit(value: unknown, needed: ValueType | undefined): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return `${value} is not a finite number`;
  return `expected ${needed ?? 'text, number, boolean or null'}, got ${nameOf(value)}`;
}

/** The type of a value, and where that is no code of the value's own, what it is. */
function nameOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `string ${printable(JSON.stringify(value.slice(0, SAMPLE_CHARACTERS_MAX)), SAMPLE_CHARACTERS_MAX)}`;
    case 'boolean':
      return `boolean ${value}`;
    case 'bigint':
      return value < WRITTEN_BELOW && value > -WRITTEN_BELOW ? `bigint ${value}` : 'bigint of more than 40 digits';
    case 'object':
      return objectName(value!);
    case 'number':
      return `number ${value}`;
    case 'function':
    case 'symbol':
    case 'undefined':
      return typeof value;
  }
}

function objectName(value: object): string {
  if (types.isPromise(value)) return 'a Promise (the function must not be async)';
  if (types.isDate(value)) return 'a Date';
  return !types.isProxy(value) && Array.isArray(value) ? 'an array' : 'an object';
}

/** What was thrown, as text: it may be of any kind, and its message code that throws in turn. */
export function thrownText(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? thrown.message : thrown;
    if (typeof text === 'string') return printable(text, SAMPLE_CHARACTERS_MAX * 3);
    return `threw ${nameOf(text)}`;
  } catch {
    return 'threw an object';
  }
}
