import { types } from 'node:util';
import type { Scalar } from '../values';
import { OF_NUMBERS } from '../definition/aggregates';
import type { EventValues, Pipeline } from '../definition/pipeline';
import { printable } from '../text/printable';

/** A derived field, and what its values must be. */
export interface DerivedField {
  readonly name: string;
  readonly compute: (event: EventValues) => unknown;
  /** An aggregate of numbers reads it. */
  readonly isNumber: boolean;
}

export function derivedFields({ derive, queries }: Pick<Pipeline, 'derive' | 'queries'>): DerivedField[] {
  const numbers = new Set(
    queries.flatMap(({ select }) => Object.values(select).map(({ kind, field }) => OF_NUMBERS.has(kind) && field)),
  );
  return Object.entries(derive).map(([name, compute]) => ({ name, compute, isNumber: numbers.has(name) }));
}

/**
 * What a derived field's function gave, as it counts: text that is well-formed, a finite number, a boolean or null; where
 * a number is needed, a number or null. Undefined for anything else: that event's quarantine.
 */
export function derivedValue(value: unknown, { isNumber }: DerivedField): Scalar | null | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'string':
      return isNumber ? undefined : value.toWellFormed();
    case 'boolean':
      return isNumber ? undefined : value;
    case 'undefined':
      return null;
    case 'object':
      if (value === null) return null;
      settle(value);
      return undefined;
    case 'bigint':
    case 'function':
    case 'symbol':
      return undefined;
  }
}

/** A promise that rejects and that nobody waits for would end the process. */
function settle(value: object): void {
  if (types.isPromise(value)) void Promise.prototype.then.call(value, undefined, () => undefined);
}

/** Computes the derived fields into `values`; the reason why they are none, for anything that a function throws or gives. */
export function derive(fields: readonly DerivedField[], values: Record<string, Scalar | null>): string | undefined {
  if (fields.length === 0) return undefined;
  // A copy that cannot be changed: no function's code alters what the others and the queries see.
  const event = Object.freeze({ ...values });
  for (const field of fields) {
    let given: unknown;
    try {
      given = field.compute(event);
    } catch (thrown) {
      return `${field.name}: ${thrownText(thrown)}`;
    }
    const value = derivedValue(given, field);
    if (value === undefined) return `${field.name}: ${unfit(given, field)}`;
    values[field.name] = value;
  }
  return undefined;
}

const SAMPLE_CHARACTERS_MAX = 60;
/** No number of more than so many decimal digits is written out. */
const WRITTEN_BELOW = 10n ** 40n;

function unfit(value: unknown, { isNumber }: DerivedField): string {
  if (typeof value === 'number') return `${value} is not a finite number`;
  return `expected ${isNumber ? 'number' : 'text, number, boolean or null'}, got ${nameOf(value)}`;
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
    case 'function':
    case 'number':
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
function thrownText(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? thrown.message : thrown;
    if (typeof text === 'string') return printable(text, SAMPLE_CHARACTERS_MAX * 3);
    return `threw ${nameOf(text)}`;
  } catch {
    return 'threw an object';
  }
}
