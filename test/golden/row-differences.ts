import type { Row } from './event-table';

const SHOWN = 5;

/** Rows that only one side has: the first few as text, and how many there are. None: both have the same, each as often. */
export function rowDifferences(ours: readonly Row[], expected: readonly Row[]): string[] {
  const surplus = new Map<string, number>();
  const add = (row: Row, n: number): void => {
    const text = textOf(row);
    surplus.set(text, (surplus.get(text) ?? 0) + n);
  };
  for (const row of ours) add(row, 1);
  for (const row of expected) add(row, -1);
  const lines = [...surplus]
    .filter(([, n]) => n !== 0)
    .map(([text, n]) => `${n > 0 ? 'only ours' : 'not ours'} ${text}`);
  lines.sort((a, b) => (a.slice(9) < b.slice(9) ? -1 : 1));
  return lines.length > SHOWN ? [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more`] : lines;
}

/** Whatever the order of its columns. */
const textOf = (row: Row): string => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
