import { envelopePathOf, type FieldPath, pathOf } from '../definition/field-path';
import type { Field } from '../definition/fields';
import { printable } from '../text/printable';
import type { Scalar } from '../values';
import { mismatch } from './mismatch';
import { type ValueReader, valueReader } from './read-value';

/** Characters of a path that a reason shows. */
const PATH_SHOWN_MAX = 80;

/** A field of a schema, and how it is read. */
export interface PlannedField {
  readonly name: string;
  readonly field: Field;
  readonly path: FieldPath;
  /** Where it is in the message around the event, if it is there. */
  readonly outer: FieldPath | undefined;
  readonly read: ValueReader;
}

export function plannedFields(fields: Readonly<Record<string, Field>>): readonly PlannedField[] {
  return Object.entries(fields).map(([name, field]) => ({
    name,
    field,
    path: pathOf(name, field),
    outer: envelopePathOf(name, field),
    read: valueReader(field),
  }));
}

/** The value of a field, null where it may have none; undefined where `whyNot` says what is wrong. */
export function fieldValue({ field, read }: PlannedField, given: unknown): Scalar | null | undefined {
  if (given === undefined || given === null) return field.isOptional ? null : undefined;
  return read(given);
}

/** Why a field cannot have a value, with its name, and its path where it has one. */
export function whyNot({ name, field }: PlannedField, given: unknown): string {
  const place = field.at === undefined ? name : `${name} (at ${printable(field.at, PATH_SHOWN_MAX)})`;
  if (given === undefined) return `${place}: missing`;
  return `${place}: ${given === null ? 'null' : mismatch(field, given)}`;
}
