import { parseDuration } from './duration';
import type { Problem } from './known-keys';
import { showValue } from './show-value';

/** A duration at a path of the definition, ms. */
export function checkDuration(path: string, value: unknown, byDefault: number, problem: Problem): number {
  const ms = value === undefined ? byDefault : parseDuration(value);
  if (ms === undefined) problem(`${path}: not a duration: ${showValue(value)} (write '5 seconds' or milliseconds)`);
  return ms ?? byDefault;
}
