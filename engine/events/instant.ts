import type { Scalar } from '../values';
import type { Field } from '../definition/fields';
import { isoFieldMs } from './read-value';

/** The instant of a checked value of a time field, ms since 1970. */
export function toMs(value: Scalar, field: Field): number {
  if (field.kind === 'isoTime') return isoFieldMs(value as string, field);
  return field.kind === 'epochSeconds' ? Math.round((value as number) * 1000) : (value as number);
}
