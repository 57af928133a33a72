import { hasLookups, type Pipeline } from '../definition/pipeline';
import { type LookupSource, type LookupTables, NO_TABLES } from '../ports';

/** The newest version of each table of a definition. */
export async function currentTables(
  pipeline: Pick<Pipeline, 'lookups'>,
  source: LookupSource | undefined,
): Promise<LookupTables> {
  if (!hasLookups(pipeline)) return NO_TABLES;
  if (!source) throw new Error('the definition has lookups, and nothing reads their tables');
  return source.current();
}

/** Versions as they stand in states and commits; nothing does where there are no tables. */
export function storedVersions({ versions }: LookupTables): { readonly lookups?: LookupTables['versions'] } {
  return Object.keys(versions).length === 0 ? {} : { lookups: versions };
}

export function sameVersions(a: LookupTables['versions'], b: LookupTables['versions']): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every(name => a[name] === b[name]);
}
