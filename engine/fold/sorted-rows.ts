/**
 * The rows of a fold in the order of a partial, pane, then key, given the numbers of their panes and keys. The few panes and
 * keys are sorted; the rows are then dealt out by the ranks of their keys, and by those of their panes (a radix sort).
 */
export function sortedRows(
  panes: Int32Array,
  keys: Int32Array,
  paneStarts: readonly number[],
  keyTexts: readonly string[],
): Int32Array {
  const byKey = ranksOf(keys, keyTexts.length, (a, b) => (keyTexts[a]! < keyTexts[b]! ? -1 : 1));
  const byPane = ranksOf(panes, paneStarts.length, (a, b) => paneStarts[a]! - paneStarts[b]!);
  const rows = Int32Array.from(panes.keys());
  return dealtOut(dealtOut(rows, keys, byKey), panes, byPane);
}

/** By number, the place in order of those numbers that occur. */
function ranksOf(used: Int32Array, numbers: number, compare: (a: number, b: number) => number): Int32Array {
  const rankOf = new Int32Array(numbers);
  [...new Set(used)].sort(compare).forEach((number, rank) => (rankOf[number] = rank));
  return rankOf;
}

/** The rows by rank; those of one rank in the order they had. */
function dealtOut(rows: Int32Array, numbers: Int32Array, rankOf: Int32Array): Int32Array {
  const next = new Int32Array(rankOf.length + 1);
  for (const number of numbers) next[rankOf[number]! + 1]!++;
  for (let rank = 1; rank < next.length; rank++) next[rank]! += next[rank - 1]!;
  const sorted = new Int32Array(rows.length);
  for (const row of rows) sorted[next[rankOf[numbers[row]!]!]!++] = row;
  return sorted;
}
