import { type Field, FIELD_KINDS, TIME_KINDS } from './fields';
import { IDENTIFIER } from './identifier';
import { namesOf, type Problem, refuseUnknownKeys } from './known-keys';
import { didYouMean } from '../text/nearest-name';
import type { Pipeline } from './pipeline';
import { sampleReads } from './sample-reads';
import { showValue } from './show-value';
import { refuseSurplus } from './surplus';

/** Checks the fields of the event. */
export function checkFields(fields: Readonly<Record<string, Field>>, problem: Problem): void {
  if (Object.keys(fields).length === 0) problem('event: at least one field is needed');
  for (const [name, field] of Object.entries(fields)) {
    if (name === '__proto__') problem('event.__proto__: no field can have this name');
    if (!FIELD_KINDS.includes(field?.kind))
      problem(`event.${name}: expected a field such as string() or number(): ${showValue(field)}`);
    else checkField(field, `event.${name}`, problem);
  }
}

/** What may be written out; `optional` is what the builders add. */
const FIELD = namesOf<Pick<Field, 'kind' | 'isOptional'>>({ kind: true, isOptional: true });

function checkField(field: Field, path: string, problem: Problem): void {
  const { optional, ...written } = refuseSurplus(field, path, problem);
  refuseUnknownKeys(typeof optional === 'function' ? written : field, FIELD, path, problem);
  if (![true, false, undefined].includes(field.isOptional))
    problem(`${path}.isOptional: expected true or false: ${showValue(field.isOptional)}`);
}

/** Checks that the event time is a field of a time kind that every event has. */
export function checkEventTime(eventTime: unknown, fields: Readonly<Record<string, Field>>, problem: Problem): void {
  const field = fieldOf(fields, eventTime);
  if (!field)
    problem(`eventTime: no field ${showValue(eventTime)} in event${didYouMean(eventTime, Object.keys(fields))}`);
  else if (!TIME_KINDS.has(field.kind))
    problem(`eventTime: ${eventTime} must be epochMillis(), epochSeconds() or isoTime()`);
  else if (field.isOptional) problem(`eventTime: ${eventTime} must not be optional`);
}

export function fieldOf(fields: Readonly<Record<string, Field>>, name: unknown): Field | undefined {
  return typeof name === 'string' && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Checks the derived fields, also that their functions read fields of the event and nothing else. */
export function checkDerive({ fields, derive }: Pick<Pipeline, 'fields' | 'derive'>, problem: Problem): void {
  for (const [name, compute] of Object.entries(derive)) {
    const path = `derive.${name}`;
    if (!IDENTIFIER.test(name)) problem(`${path}: not an identifier`);
    if (Object.hasOwn(fields, name)) problem(`${path}: the event has a field of that name`);
    if (typeof compute !== 'function') {
      problem(`${path}: expected a function of the event: ${showValue(compute)}`);
      continue;
    }
    const { unknown, wrong } = sampleReads(compute, fields);
    if (wrong) problem(`${path}: gives ${wrong}: expected text, a finite number, true, false or null`);
    for (const read of unknown) {
      if (Object.hasOwn(derive, read))
        problem(`${path}: reads ${read}, a derived field: a function sees the event's own fields only`);
      else problem(`${path}: reads ${showValue(read)}, no field in event${didYouMean(read, Object.keys(fields))}`);
    }
  }
}
