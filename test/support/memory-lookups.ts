import type { LookupSource, LookupTables } from '../../engine/ports';
import { type Lookup } from '../../engine/definition/lookups';
import { readTable } from '../../engine/lookup/read-table';

/** One table whose versions are numbered from 1, by the text of its file. */
export class MemoryLookups implements LookupSource {
  private readonly versions: LookupTables[] = [];

  constructor(
    private readonly lookups: Readonly<Record<string, Lookup>>,
    private readonly table: string,
    file: string,
  ) {
    this.put(file);
  }

  put(file: string): void {
    const rows = readTable(this.lookups[this.table]!, Buffer.from(file));
    this.versions.push({
      versions: { [this.table]: String(this.versions.length + 1) },
      rows: { [this.table]: rows },
    });
  }

  /** Forgets all versions but the newest. */
  forget(): void {
    this.versions.fill({ versions: {}, rows: {} }, 0, -1);
  }

  current(): Promise<LookupTables> {
    return Promise.resolve(this.versions.at(-1)!);
  }

  at(versions: LookupTables['versions']): Promise<LookupTables | undefined> {
    return Promise.resolve(this.versions.find(one => one.versions[this.table] === versions[this.table]));
  }
}
