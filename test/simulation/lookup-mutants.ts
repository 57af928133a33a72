import type { Circumstances } from './circumstances';
import { type Mutant, mutant } from './mutant';

/** Which version of a lookup table judges what, and what is said of it. */
export const LOOKUP_MISTAKES: readonly Mutant[] = [
  mutant(
    'A9-goes-on-with-a-state-of-other-tables',
    21,
    'commit/window-state.ts',
    ' || !sameVersions(versions, tables.versions);',
    ' || !sameVersions(versions, versions);',
    looksUp,
  ),
  mutant(
    'A9-names-no-table-in-a-commit',
    3,
    'commit/commit-of.ts',
    '...storedVersions(progress.tables),',
    '...storedVersions({ ...progress.tables, versions: {} }),',
    looksUp,
  ),
  mutant(
    'A9-names-the-newest-tables-for-rows-of-others',
    5,
    'commit/window-state.ts',
    'tables: isForeign ? { versions, rows: {} } : tables,',
    'tables,',
    looksUp,
  ),
  mutant(
    'takes-a-version-that-is-no-table-for-the-one-before',
    21,
    'lookup/lookups.ts',
    'this.onStale(name, error as Error);',
    'if (before) this.known.set(name, { ...before, version: await this.files.newest(name) }); this.tables = undefined;',
    looksUp,
  ),
  mutant(
    'audits-by-the-newest-tables',
    21,
    'audit/audit-shard.ts',
    'await lookups?.at(commit.lookups)',
    'await lookups?.current()',
    looksUp,
  ),
  mutant(
    'shows-the-tables-of-another-shard-to-an-event',
    5,
    'commit/fold-records.ts',
    'reader.tables = tally.progress.tables;',
    'if (Object.keys(reader.tables.rows).length === 0) reader.tables = tally.progress.tables;',
    looksUp,
  ),
];

function looksUp({ definition }: Circumstances): boolean {
  return 'labels' in definition.stages[0]!.lookups;
}
