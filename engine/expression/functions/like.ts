import { EvaluationError } from './scalar-function';

/** A run of the pattern between two `%`: characters, or null for any one. */
type Segment = readonly (string | null)[];

const MATCHERS_MAX = 256;
const matchers = new Map<string, (text: string) => boolean>();

/**
 * Matches texts against a LIKE pattern: `%` is any run of characters, `_` any one; what follows the escape character is meant
 * as it stands. Each part of the pattern is looked for from left to right once, so no pattern runs away.
 */
export function likeMatcher(pattern: string, escape = '\\'): (text: string) => boolean {
  const key = `${escape} ${pattern}`;
  let matcher = matchers.get(key);
  if (!matcher) {
    if (matchers.size === MATCHERS_MAX) matchers.clear();
    matchers.set(key, (matcher = matcherOf(segmentsOf(pattern, escape))));
  }
  return matcher;
}

function segmentsOf(pattern: string, escape: string): Segment[] {
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
