import { remembered } from './remembered';
import { EvaluationError } from './scalar-function';

/** A run of the pattern between two `%`: characters, or null for any one. */
type Segment = readonly (string | null)[];

/** Longest pattern, characters. */
const PATTERN_MAX = 1_000;

const matchers = remembered(pattern => remembered(escape => matcherOf(segmentsOf(pattern, escape))));

/**
 * Matches texts against a LIKE pattern: `%` is any run of characters, `_` any one; what follows the escape character is meant
 * as it stands. Each part of the pattern is looked for from left to right once, so no pattern runs away.
 *
 * @param escape one character, or none.
 * @throws EvaluationError
 */
export function likeMatcher(pattern: string, escape = '\\'): (text: string) => boolean {
  return matchers(pattern)(escape);
}

function segmentsOf(pattern: string, escape: string): Segment[] {
  if (pattern.length > PATTERN_MAX)
    throw new EvaluationError(`like: ${pattern.length} characters of a pattern are more than ${PATTERN_MAX}`);
  if ([...escape].length > 1) throw new EvaluationError('like: an escape is one character');
  const segments: (string | null)[][] = [[]];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    if (character === escape) {
      const next = characters[++i];
      if (next === undefined) throw new EvaluationError('like: the pattern ends with its escape character');
      segments.at(-1)!.push(next);
    } else if (character === '%') segments.push([]);
    else segments.at(-1)!.push(character === '_' ? null : character);
  }
  return segments;
}

function matcherOf(segments: readonly Segment[]): (text: string) => boolean {
  const [first, ...rest] = segments as [Segment, ...Segment[]];
  const last = rest.pop();
  return text => {
    const characters = [...text];
    if (last === undefined) return characters.length === first.length && isAt(characters, 0, first);
    if (!isAt(characters, 0, first)) return false;
    let at = first.length;
    const end = characters.length - last.length;
    for (const segment of rest) {
      while (at + segment.length <= end && !isAt(characters, at, segment)) at++;
      if (at + segment.length > end) return false;
      at += segment.length;
    }
    return at <= end && isAt(characters, end, last);
  };
}

function isAt(characters: readonly string[], at: number, segment: Segment): boolean {
  if (at + segment.length > characters.length) return false;
  return segment.every((wanted, i) => wanted === null || wanted === characters[at + i]);
}
