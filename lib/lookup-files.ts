import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Pipeline } from '../engine/definition/pipeline';
import { LookupTableError, readTable } from '../engine/lookup/read-table';

type Tables = Pick<Pipeline, 'lookups'>;

/** Absolute paths of the files that a definition's lookup tables are read from, by the tables' names. */
export function lookupFiles({ lookups }: Tables, definition: string): Record<string, string> {
  const files = Object.entries(lookups).flatMap(([name, { from }]) =>
    'file' in from ? [[name, resolve(dirname(definition), from.file)] as const] : [],
  );
  return Object.fromEntries(files);
}

/** What is wrong with the files of lookup tables, a line for each that cannot be read or is no table. */
export function problemsOfTables({ lookups }: Tables, files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files).flatMap(([name, path]) => {
    const problem = problemOf(() => readTable(lookups[name]!, readFileSync(path)));
    return problem === undefined ? [] : [`lookups.${name}: ${path}: ${problem}`];
  });
}

function problemOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof LookupTableError) return error.message;
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === 'ENOENT' ? 'no such file' : `cannot be read (${code})`;
  }
}
