import type { Typed, ValueType } from '../expression/type';
import { type Field, FIELD_KINDS, type FieldKind } from './fields';

/** The type that an expression sees of a field; a time is one whatever it is written as. Undefined of what is no field. */
export function typeOfField(field: Field | undefined): Typed | undefined {
  if (!field || !FIELD_KINDS.includes(field.kind)) return undefined;
  return { type: TYPES[field.kind], isNullable: field.isOptional };
}

const TYPES: Readonly<Record<FieldKind, ValueType>> = {
  string: 'text',
  number: 'number',
  integer: 'integer',
  boolean: 'boolean',
  epochMillis: 'time',
  epochSeconds: 'time',
  epochMicros: 'time',
  epochNanos: 'time',
  isoTime: 'time',
  time: 'time',
};
