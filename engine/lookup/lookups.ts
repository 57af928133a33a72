import type { Lookup } from '../definition/lookups';
import type { Clock, LookupFiles, LookupRows, LookupSource, LookupTables } from '../ports';
import { LookupTableError, readTable } from './read-table';

interface Known {
  readonly version: string;
  readonly rows: LookupRows;
}

/** A look that has not ended by then is not waited for, ms: the function may have been frozen within it. */
const LOOK_MS_MAX = 60_000;

/** Versions tried where the newest is no table. */
const OLDER_MAX = 10;

/** Called where a table could not be read again: the version before goes on. */
export type OnStaleTable = (table: string, error: Error) => void;

/**
 * The lookup tables of a definition in a function's memory: each is read at first use, and looked at again every `refresh`. What
 * cannot be read or is no table leaves the version before, and is tried again after as long.
 */
export class Lookups implements LookupSource {
  private readonly known = new Map<string, Known>();
  private readonly lookedMs = new Map<string, number>();
  private tables: LookupTables | undefined;
  private underWay: { readonly sinceMs: number; readonly tables: Promise<LookupTables> } | undefined;

  constructor(
    private readonly lookups: Readonly<Record<string, Lookup>>,
    private readonly files: LookupFiles,
    private readonly clock: Clock,
    private readonly onStale: OnStaleTable = () => undefined,
  ) {}

  /** @throws an error that names the table, where one was never read. */
  current(): Promise<LookupTables> {
    const nowMs = this.clock.now();
    if (this.underWay && nowMs - this.underWay.sinceMs < LOOK_MS_MAX) return this.underWay.tables;
    const own = { sinceMs: nowMs, tables: this.refresh().finally(() => this.end(own)) };
    this.underWay = own;
    return own.tables;
  }

  async at(versions: LookupTables['versions']): Promise<LookupTables | undefined> {
    const rows: Record<string, LookupRows> = {};
    for (const name of Object.keys(this.lookups)) {
      const known = this.known.get(name);
      const version = versions[name];
      if (version === undefined) return undefined;
      const found = known?.version === version ? known : await this.read(name, version);
      if (!found) return undefined;
      rows[name] = found.rows;
    }
    return { versions, rows };
  }

  private end(look: Lookups['underWay']): void {
    if (this.underWay === look) this.underWay = undefined;
  }

  private async refresh(): Promise<LookupTables> {
    for (const name of Object.keys(this.lookups)) if (this.isDue(name)) await this.look(name);
    return (this.tables ??= this.all());
  }

  private isDue(name: string): boolean {
    const { refreshMs } = this.lookups[name]!;
    const looked = this.lookedMs.get(name);
    return !this.known.has(name) || (refreshMs > 0 && this.clock.now() - looked! >= refreshMs);
  }

  private async look(name: string): Promise<void> {
    const before = this.known.get(name);
    try {
      const version = await this.files.newest(name);
      if (version !== before?.version) {
        const found = await this.read(name, version);
        if (!found) throw new LookupTableError(`version ${version} is gone`);
        this.known.set(name, found);
        this.tables = undefined;
      }
    } catch (error) {
      if (!before) await this.fallBack(name, error as Error);
      this.onStale(name, error as Error);
    }
    this.lookedMs.set(name, this.clock.now());
  }

  /**
   * A function that starts where the newest version is no table goes on with the one before, as those do that run. What could not
   * be asked for may be a table: an older one would judge by what no longer holds.
   *
   * @throws what is wrong with the newest.
   */
  private async fallBack(name: string, problem: Error): Promise<void> {
    const line = `lookups.${name}: ${problem.message}`;
    if (!(problem instanceof LookupTableError)) throw new Error(line, { cause: problem });
    const isThere = await this.findOlder(name).catch((error: unknown) => {
      throw new Error(`${line}; of the versions before: ${(error as Error).message}`, { cause: error });
    });
    if (!isThere) throw new Error(line, { cause: problem });
  }

  private async findOlder(name: string): Promise<boolean> {
    for (const version of (await this.files.older(name)).slice(0, OLDER_MAX)) {
      try {
        const found = await this.read(name, version);
        if (!found) continue;
        this.known.set(name, found);
        this.tables = undefined;
        return true;
      } catch (error) {
        if (!(error instanceof LookupTableError)) throw error;
      }
    }
    return false;
  }

  private async read(name: string, version: string): Promise<Known | undefined> {
    const file = await this.files.read(name, version);
    return file && { version, rows: readTable(this.lookups[name]!, file) };
  }

  private all(): LookupTables {
    const all = [...this.known];
    return {
      versions: Object.fromEntries(all.map(([name, { version }]) => [name, version])),
      rows: Object.fromEntries(all.map(([name, { rows }]) => [name, rows])),
    };
  }
}
