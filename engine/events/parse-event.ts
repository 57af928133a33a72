import { type LookupRows, type LookupTables, NO_TABLES } from '../ports';
import { type EventValues, hasLookups, type Pipeline } from '../definition/pipeline';
import { parseJson } from '../formats/json-parts';
import type { RecordEvent } from '../formats/record-format';
import { valueAt } from '../formats/value-at';
import type { Scalar } from '../values';
import { computeColumns, eventTimeOf, isOfAnotherKind, isPassedOver, rowOf } from './compute-columns';
import { typeName } from './mismatch';
import { fieldValue, type PlannedField, plannedFields, whyNot } from './read-fields';

/** An event that satisfies its schema, computed columns included, or the reason why it does not; or one that is passed over. */
export type ParsedEvent = GoodEvent | { readonly bad: string } | typeof SKIPPED;

const SKIPPED = { isSkipped: true } as const;

export interface GoodEvent {
  readonly values: EventValues;
  readonly eventTimeMs: number;
}

/**
 * Reads and checks one event of a record, in plain steps: the reference for any faster way.
 *
 * @param arrivalMs when the record arrived.
 * @param tables what its lookups find; nothing, for who reads events without tables.
 */
export function parseEvent(
  pipeline: Pipeline,
  found: RecordEvent,
  arrivalMs: number,
  tables: LookupTables = withoutRows(pipeline),
): ParsedEvent {
  const check = (givenFor: Given, problem?: string): ParsedEvent =>
    checkEvent(pipeline, arrivalMs, tables, givenFor, problem);
  const { cells, bad, envelope } = found;
  if (bad !== undefined) return envelope ? check(({ outer }) => outer && valueAt(envelope, outer), bad) : { bad };
  // The text of a decoded event is made when it is asked for.
  return cells ? check((_, i) => cells[i]) : parseText(pipeline, found.text, arrivalMs, envelope, tables);
}

/** Parses and checks one event of JSON text, and of the message around it. */
export function parseText(
  pipeline: Pipeline,
  json: Buffer,
  arrivalMs: number,
  envelope?: object,
  tables: LookupTables = withoutRows(pipeline),
): ParsedEvent {
  const parsed = parseJson(json);
  if ('bad' in parsed) return parsed;
  const { value: event } = parsed;
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return { bad: `expected a JSON object, got ${typeName(event)}` };
  return checkEvent(pipeline, arrivalMs, tables, ({ path, outer }) =>
    outer ? valueAt(envelope, outer) : valueAt(event, path),
  );
}

const NO_ROWS: LookupRows = new Map();

function withoutRows(pipeline: Pipeline): LookupTables {
  if (!hasLookups(pipeline)) return NO_TABLES;
  return { versions: {}, rows: Object.fromEntries(Object.keys(pipeline.lookups).map(name => [name, NO_ROWS])) };
}

/** What an event has for a field. */
type Given = (field: PlannedField, index: number) => unknown;

/** @param problem what is wrong whatever the fields are: what can be read of them may tell that the event is passed over. */
function checkEvent(
  pipeline: Pipeline,
  arrivalMs: number,
  tables: LookupTables,
  givenFor: Given,
  problem?: string,
): ParsedEvent {
  // Without a prototype: a field may be called `__proto__`.
  const values = Object.create(null) as Record<string, Scalar | null>;
  let bad = problem;
  for (const [i, planned] of fieldsOf(pipeline).entries()) {
    const given = givenFor(planned, i);
    const value = fieldValue(planned, given);
    if (value === undefined) bad ??= whyNot(planned, given);
    values[planned.name] = value ?? null;
  }
  const row = rowOf(pipeline, values, arrivalMs);
  if (bad !== undefined) return isOfAnotherKind(pipeline, row) ? SKIPPED : { bad };
  const passedOver = isPassedOver(pipeline, row);
  if (passedOver !== false) return passedOver === true ? SKIPPED : { bad: passedOver };
  const wrong = computeColumns(pipeline, values, row, tables);
  if (wrong !== undefined) return { bad: wrong };
  const eventTimeMs = eventTimeOf(pipeline, row);
  return typeof eventTimeMs === 'number' ? { values, eventTimeMs } : { bad: eventTimeMs };
}

const planned = new WeakMap<Pipeline, readonly PlannedField[]>();

function fieldsOf(pipeline: Pipeline): readonly PlannedField[] {
  let fields = planned.get(pipeline);
  if (!fields) {
    fields = plannedFields(pipeline.fields);
    planned.set(pipeline, fields);
  }
  return fields;
}
