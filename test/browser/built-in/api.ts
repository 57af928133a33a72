import { strict as assert } from 'node:assert';
import type { WindowsAnswer } from '../../../api/contract';
import { ordered, type Row } from './batch';

/** Numbers as near as this to each other are the same: a batch adds up in another order. */
const TOLERANCE = 1e-9;

/** The API's windows of a query, all of them. */
async function readAll(address: string, query: string): Promise<WindowsAnswer['windows']> {
  const found = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer = await fetch(
      `${address}/queries/${query}/windows?limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    const page = (await answer.json()) as WindowsAnswer;
    found.push(...page.windows);
    ({ cursor } = page);
  }
  return found;
}

/** As rows, with those values that a batch computes. */
async function rowsOf(
  address: string,
  query: string,
  batch: readonly Row[],
  growsByMs: number | undefined,
): Promise<readonly Row[]> {
  const names = [...new Set(batch.flatMap(({ values }) => Object.keys(values)))];
  const windows = await readAll(address, query);
  return ordered(
    windows.map(({ key, window, values }) => ({
      key: Object.values(key) as Row['key'],
      startMs: growsByMs ? Date.parse(window.end) - growsByMs : Date.parse(window.start),
      values: Object.fromEntries(names.map(name => [name, values[name] ?? null])),
    })),
  );
}

/** Waits until the API has as many windows of a query as a batch, and says where they are not those of the batch. */
export async function apiBecomes(
  address: string,
  query: string,
  batch: readonly Row[],
  { endMs, growsByMs }: Known,
): Promise<void> {
  const isBefore = ({ startMs }: Row): boolean => startMs < endMs;
  const rows = batch.filter(isBefore);
  const read = async () => (await rowsOf(address, query, rows, growsByMs)).filter(isBefore);
  let found = await read();
  for (const giveUpMs = Date.now() + 30_000; found.length < rows.length && Date.now() < giveUpMs; found = await read())
    await new Promise(resolve => setTimeout(resolve, 500));
  assert.deepEqual(differences(found, rows).slice(0, 3), [], `${found.length} windows of ${query}`);
}

export interface Known {
  /** Windows that start from here on are not looked at, ms. */
  readonly endMs: number;
  /** Of windows that grow, ms. */
  readonly growsByMs?: number;
}

/** The windows that only one of the two has, and the values that differ. */
function differences(found: readonly Row[], batch: readonly Row[]): readonly string[] {
  const placeOf = ({ key, startMs }: Row): string => JSON.stringify([new Date(startMs).toISOString(), ...key]);
  const expected = new Map(batch.map(row => [placeOf(row), row.values]));
  const differing = found.flatMap(row => {
    const wanted = expected.get(placeOf(row));
    expected.delete(placeOf(row));
    if (!wanted) return [`${placeOf(row)} is not in the batch`];
    const wrong = Object.entries(row.values).filter(([name, value]) => !isSame(value, wanted[name] ?? null));
    return wrong.map(([name, value]) => `${placeOf(row)}: ${name} is ${String(value)}, not ${String(wanted[name])}`);
  });
  return [...differing, ...[...expected.keys()].map(place => `${place} is not in the API`)];
}

function isSame(value: unknown, expected: unknown): boolean {
  if (typeof value !== 'number' || typeof expected !== 'number') return value === expected;
  return Math.abs(value - expected) <= TOLERANCE * Math.max(1, Math.abs(expected));
}
