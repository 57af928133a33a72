import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CLOSING_KEY } from './input';

/** Values of each window and key, by `start key`; the events that close the input are left out. */
export type Results = ReadonlyMap<string, Readonly<Record<string, number>>>;

/** Of an average: the others add in another order, in doubles. */
const RELATIVE_ERROR_MAX = 1e-9;

interface Row {
  readonly start?: string | number;
  readonly key: string | Readonly<Record<string, string>>;
  readonly window?: { readonly start: string };
  readonly values?: Readonly<Record<string, number>>;
}

/** Reads what a peer wrote: a file, or a folder of files, of one JSON row a line. Rejects when a window appears twice. */
export async function readResults(path: string): Promise<Results> {
  const results = new Map<string, Readonly<Record<string, number>>>();
  for (const file of filesOf(path)) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      if (line === '') continue;
      const { start, key, window, values, ...rest } = JSON.parse(line) as Row;
      const name = typeof key === 'string' ? key : Object.values(key)[0]!;
      if (name.endsWith(CLOSING_KEY)) continue;
      const id = `${timeMs(window?.start ?? start!)} ${name}`;
      if (results.has(id)) throw new Error(`${path}: ${id} twice`);
      results.set(id, values ?? (rest as Readonly<Record<string, number>>));
    }
  }
  return results;
}

/** The first differences, in words; none when every row is in both with the same values. */
export function differences(ours: Results, theirs: Results): string[] {
  const found: string[] = [];
  for (const [id, values] of ours) {
    const other = theirs.get(id);
    if (!other) found.push(`${id}: only in ours`);
    else if (!Object.entries(values).every(([name, value]) => isSame(value, other[name]!)))
      found.push(`${id}: ${JSON.stringify(values)} is not ${JSON.stringify(other)}`);
  }
  for (const id of theirs.keys()) if (!ours.has(id)) found.push(`${id}: not in ours`);
  return found;
}

const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= RELATIVE_ERROR_MAX * Math.abs(a);

function timeMs(start: string | number): number {
  if (typeof start === 'number') return start;
  return Date.parse(start.includes('T') ? start : `${start.replace(' ', 'T')}Z`);
}

function filesOf(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('_') && !name.endsWith('.crc'))
    .flatMap(entry => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]));
}
