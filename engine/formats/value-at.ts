import type { FieldPath } from '../definition/field-path';

/** The JSON value at a path; undefined where an object lacks the name, an array the place, or a value is neither. */
export function valueAt(event: unknown, path: FieldPath): unknown {
  let value = event;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value) !== (typeof step === 'number') || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
