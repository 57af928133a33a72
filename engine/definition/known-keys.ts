import { nearestName } from '../text/nearest-name';
import { showValue } from './show-value';

/** Takes a mistake, one line that begins with the path of the wrong part. */
export type Problem = (text: string) => void;

/** The parts of a type by name: the compiler refuses one too few and one too many. */
export const namesOf = <T>(names: Readonly<Record<keyof T, true>>): readonly string[] => Object.keys(names);

/** Says of each key of `given` that is not known where it stands, and which name is nearest. */
export function refuseUnknownKeys(given: object, known: readonly string[], path: string, problem: Problem): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const nearest = nearestName(key, known);
    const hint = nearest === undefined ? `expected ${known.join(', ')}` : `did you mean ${nearest}?`;
    problem(`${below(path, key)}: no such name; ${hint}`);
  }
}

/**
 * A part that must be an object, whatever its keys; an empty one, with a mistake said, where it is not.
 *
 * @param example how one is written.
 */
export function objectOf(value: unknown, path: string, example: string, problem: Problem): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  problem(`${path && `${path}: `}expected an object such as ${example}: ${showValue(value)}`);
  return {};
}

/** As objectOf, with no other keys than the known ones. */
export function objectWith(
  value: unknown,
  path: string,
  known: readonly string[],
  example: string,
  problem: Problem,
): Record<string, unknown> {
  const given = objectOf(value, path, example, problem);
  refuseUnknownKeys(given, known, path, problem);
  return given;
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
