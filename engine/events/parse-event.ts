import { envelopePathOf, type FieldPath, pathOf } from '../definition/field-path';
import type { Field } from '../definition/fields';
import type { EventValues, Pipeline } from '../definition/pipeline';
import { parseJson } from '../formats/json-parts';
import type { RecordEvent } from '../formats/record-format';
import { valueAt } from '../formats/value-at';
import { printable } from '../text/printable';
import type { Scalar } from '../values';
import { computeColumns, eventTimeOf, isOfAnotherKind, isPassedOver, rowOf } from './compute-columns';
import { mismatch, typeName } from './mismatch';
import { type ValueReader, valueReader } from './read-value';

/** An event that satisfies its schema, computed columns included, or the reason why it does not; or one that is passed over. */
export type ParsedEvent = GoodEvent | { readonly bad: string } | typeof SKIPPED;

const SKIPPED = { isSkipped: true } as const;

export interface GoodEvent {
  readonly values: EventValues;
  readonly eventTimeMs: number;
}

/** Characters of a path that a reason shows. */
const PATH_SHOWN_MAX = 80;

/**
 * Reads and checks one event of a record, in plain steps: the reference for any faster way.
 *
 * @param arrivalMs when the record arrived.
 */
export function parseEvent(pipeline: Pipeline, found: RecordEvent, arrivalMs: number): ParsedEvent {
  const { cells, bad, envelope } = found;
  if (bad !== undefined)
    return envelope ? checkEvent(pipeline, arrivalMs, ({ outer }) => outer && valueAt(envelope, outer), bad) : { bad };
  // The text of a decoded event is made when it is asked for.
  return cells
    ? checkEvent(pipeline, arrivalMs, (_, i) => cells[i])
    : parseText(pipeline, found.text, arrivalMs, envelope);
}

/** Parses and checks one event of JSON text, and of the message around it. */
export function parseText(pipeline: Pipeline, json: Buffer, arrivalMs: number, envelope?: object): ParsedEvent {
  const parsed = parseJson(json);
  if ('bad' in parsed) return parsed;
  const { value: event } = parsed;
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return { bad: `expected a JSON object, got ${typeName(event)}` };
  return checkEvent(pipeline, arrivalMs, ({ path, outer }) =>
    outer ? valueAt(envelope, outer) : valueAt(event, path),
  );
}

/** @param problem what is wrong whatever the fields are: what can be read of them may tell that the event is passed over. */
function checkEvent(
  pipeline: Pipeline,
  arrivalMs: number,
  givenFor: (field: PlannedField, index: number) => unknown,
  problem?: string,
): ParsedEvent {
  // Without a prototype: a field may be called `__proto__`.
  const values = Object.create(null) as Record<string, Scalar | null>;
  let bad = problem;
  for (const [i, planned] of fieldsOf(pipeline).entries()) {
    const { name, field, read } = planned;
    const given = givenFor(planned, i);
    const value = given === undefined || given === null ? (field.isOptional ? null : undefined) : read(given);
    if (value === undefined) bad ??= `${placeOf(name, field)}: ${whyNot(field, given)}`;
    values[name] = value ?? null;
  }
  const row = rowOf(pipeline, values, arrivalMs);
  if (bad !== undefined) return isOfAnotherKind(pipeline, row) ? SKIPPED : { bad };
  const passedOver = isPassedOver(pipeline, row);
  if (passedOver !== false) return passedOver === true ? SKIPPED : { bad: passedOver };
  const wrong = computeColumns(pipeline, values, row);
  if (wrong !== undefined) return { bad: wrong };
  const eventTimeMs = eventTimeOf(pipeline, row);
  return typeof eventTimeMs === 'number' ? { values, eventTimeMs } : { bad: eventTimeMs };
}

interface PlannedField {
  readonly name: string;
  readonly field: Field;
  readonly path: FieldPath;
  /** Where it is in the message around the event, if it is there. */
  readonly outer: FieldPath | undefined;
  readonly read: ValueReader;
}

const planned = new WeakMap<Pipeline, readonly PlannedField[]>();

function fieldsOf(pipeline: Pipeline): readonly PlannedField[] {
  let fields = planned.get(pipeline);
  if (!fields) {
    fields = Object.entries(pipeline.fields).map(([name, field]) => ({
      name,
      field,
      path: pathOf(name, field),
      outer: envelopePathOf(name, field),
      read: valueReader(field),
    }));
    planned.set(pipeline, fields);
  }
  return fields;
}

/** How a reason names a field: by its name, and by its path where it has one. */
function placeOf(name: string, { at }: Field): string {
  return at === undefined ? name : `${name} (at ${printable(at, PATH_SHOWN_MAX)})`;
}

function whyNot(field: Field, given: unknown): string {
  if (given === undefined) return 'missing';
  return given === null ? 'null' : mismatch(field, given);
}
