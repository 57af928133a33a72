import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../engine/values';

/** A result's keys, `window_start` and `window_end` in ms, and values, by name. */
export type Row = Readonly<Record<string, Json>>;

/** Events in DuckDB, as the table `event`. */
export class EventTable {
  private constructor(private readonly connection: DuckDBConnection) {}

  /** `types`: DuckDB's type of each column that is read, beside `position`, the order of the events. */
  static async load(events: readonly string[], types: Readonly<Record<string, string>>): Promise<EventTable> {
    const folder = mkdtempSync(join(tmpdir(), 'events-'));
    const file = join(folder, 'events.ndjson');
    try {
      writeFileSync(file, events.join('\n'));
      const connection = await (await DuckDBInstance.create()).connect();
      const columns = Object.entries(types).map(([name, type]) => `"${name}": '${type}'`);
      const lines = `read_json('${file}', format = 'newline_delimited', columns = {${columns.join(', ')}})`;
      await connection.run(`CREATE TABLE event AS SELECT *, row_number() OVER () AS position FROM ${lines}`);
      return new EventTable(connection);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** The rows of a query; of its numbers none may pass 2^53. */
  async rows(sql: string): Promise<Row[]> {
    const result = await this.connection.runAndReadAll(`SELECT to_json(row)::VARCHAR FROM (${sql}) AS row`);
    return result.getRows().map(([json]) => JSON.parse(json as string) as Row);
  }

  close(): void {
    this.connection.closeSync();
  }
}
