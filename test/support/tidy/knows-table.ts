/** What each room or folder may import, as a table of the documentation states it. */
export type Knows = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The table whose first column has this head: the names in the first and the last column, without a closing slash.
 *
 * @throws where the page has no such table.
 */
export function readKnows(page: string, head: string): Knows {
  const rows = page.split('\n').map(line => line.split('|').map(cell => cell.trim()));
  const first = rows.findIndex(cells => cells[1] === head && cells.at(-2) === 'knows');
  if (first < 0) throw new Error(`no table of '${head}' with a column 'knows'`);
  const after = rows.slice(first + 2);
  const end = after.findIndex(cells => cells.length < 3);
  return new Map(
    after.slice(0, end < 0 ? undefined : end).flatMap(cells => {
      const known = new Set(namesIn(cells.at(-2)!));
      return namesIn(cells[1]!).map(name => [name, known] as const);
    }),
  );
}

const namesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+?)\/?`/g)].map(([, name]) => name!);
