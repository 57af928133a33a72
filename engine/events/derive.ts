import { types } from 'node:util';
import type { Scalar } from '../values';
import { assumed } from '../accumulators/aggregate-function';
import { inputsOf } from '../definition/aggregates';
import type { EventValues, Pipeline } from '../definition/pipeline';
import { printable } from '../text/printable';

/** A derived field, and what its values must be. */
export interface DerivedField {
  readonly name: string;
  readonly compute: (event: EventValues) => unknown;
  /** What the aggregates that read it need; a value of another type, other than null, does not count. */
  readonly needs: ReadonlySet<'number' | 'boolean'>;
}

export function derivedFields({ derive, queries }: Pick<Pipeline, 'derive' | 'queries'>): DerivedField[] {
  const inputs = queries.flatMap(({ select }) => Object.values(select).flatMap(inputsOf));
  return Object.entries(derive).map(([name, compute]) => {
    const needs = inputs.filter(({ column }) => column === name).map(({ parameter }) => assumed(parameter));
    return { name, compute, needs: new Set(needs.filter(type => type !== undefined)) };
  });
}

/**
 * What a derived field's function gave, as it counts: text that is well-formed, a finite number, a boolean or null; where
 * one of these types is needed, a value of it or null. Undefined for anything else: that event's quarantine.
 */
export function derivedValue(value: unknown, { needs }: DerivedField): Scalar | null | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) && !needs.has('boolean') ? value : undefined;
    case 'string':
      return needs.size > 0 ? undefined : value.toWellFormed();
    case 'boolean':
      return needs.has('number') ? undefined : value;
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

function unfit(value: unknown, { needs }: DerivedField): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return `${value} is not a finite number`;
  const expected = needs.size > 0 ? [...needs].join(' and ') : 'text, number, boolean or null';
  return `expected ${expected}, got ${nameOf(value)}`;
}

/** The type of a value, and where that is no code of the value's own, what it is. */
function nameOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `string ${printable(JSON.stringify(value.slice(0, SAMPLE_CHARACTERS_MAX)), SAMPLE_CHARACTERS_MAX)}`;
    case 'boolean':
    case 'number':
      return `${typeof value} ${value}`;
    case 'bigint':
      return value < WRITTEN_BELOW && value > -WRITTEN_BELOW ? `bigint ${value}` : 'bigint of more than 40 digits';
    case 'object':
      return objectName(value!);
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
function thrownText(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? thrown.message : thrown;
    if (typeof text === 'string') return printable(text, SAMPLE_CHARACTERS_MAX * 3);
    return `threw ${nameOf(text)}`;
  } catch {
    return 'threw an object';
  }
}
