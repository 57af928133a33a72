/** No name of ours is longer; what is, is near to none. */
const LENGTH_MAX = 64;

/**
 * The known name that a misspelt one is nearest to, or undefined where none is near: at most one edit for every three
 * letters of the longer name. An edit inserts, deletes or substitutes a letter, whatever its case, or swaps two neighbours
 * (Damerau 1964; optimal string alignment). Of equally near ones it is the first that begins with the same letter, since
 * few misspell that.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const longer = Math.max(name.length, candidate.length);
    if (longer > LENGTH_MAX) continue;
    const [a, b] = [name.toLowerCase(), candidate.toLowerCase()];
    const edits = distance(a, b);
    const cost = edits + (a[0] === b[0] ? 0 : 0.5);
    if (cost >= least || edits > Math.max(1, Math.floor(longer / 3)) || edits >= name.length) continue;
    nearest = candidate;
    least = cost;
  }
  return nearest;
}

/** What to say after "no such name": the nearest one; else nothing. */
export function didYouMean(name: unknown, known: readonly string[]): string {
  const nearest = typeof name === 'string' ? nearestName(name, known) : undefined;
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}

/** Row by row of the table of edits between all beginnings of the two. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(substituted, swapped, row[j]! + 1, next[j - 1]! + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
