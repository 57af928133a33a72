/**
 * The known name that a misspelt one is nearest to, or undefined where none is near: at most one edit (insertion, deletion
 * or substitution of a letter, whatever its case; Levenshtein 1966) for every three letters of the longer name.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const longer = Math.max(name.length, candidate.length);
    const edits = distance(name.slice(0, LENGTH_MAX).toLowerCase(), candidate.slice(0, LENGTH_MAX).toLowerCase());
    if (edits >= least || edits > Math.max(1, Math.floor(longer / 3)) || edits >= name.length) continue;
    nearest = candidate;
    least = edits;
  }
  return nearest;
}

/** What to say after "no such name": the nearest one; else nothing. */
export function didYouMean(name: unknown, known: readonly string[]): string {
  const nearest = typeof name === 'string' ? nearestName(name, known) : undefined;
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}

/** No name of ours is longer: the work stays small whatever is given. */
const LENGTH_MAX = 64;

/** Row by row of the table of edits between all beginnings of the two. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
