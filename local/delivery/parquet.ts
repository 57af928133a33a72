import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { parquetSchema, parquetValue, type TableColumn } from './parquet-schema';

const WORKER = join(__dirname, 'parquet-worker.mjs');

export interface ParquetFile {
  readonly body: Buffer;
  /** Lines that are no JSON object, or have a value that does not fit its column. */
  readonly rejected: readonly Buffer[];
}

/** A Parquet file of JSON lines, with the columns of a table: fields that it does not have are left out. */
export async function parquetFile(columns: readonly TableColumn[], lines: readonly Buffer[]): Promise<ParquetFile> {
  const rowType = { kind: 'struct', fields: columns.map(({ name, type }) => [name, type] as const) } as const;
  const rows: Readonly<Record<string, unknown>>[] = [];
  const rejected: Buffer[] = [];
  for (const line of lines) {
    try {
      rows.push(parquetValue(rowType, JSON.parse(line.toString())) as (typeof rows)[number]);
    } catch {
      rejected.push(line);
    }
  }
  const workerData = {
    schema: parquetSchema(columns),
    columnData: columns.map(({ name }) => ({ name, data: rows.map(row => row[name]) })),
  };
  const worker = new Worker(WORKER, { workerData, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 8 } });
  const [file] = (await once(worker, 'message')) as [ArrayBuffer];
  return { body: Buffer.from(file), rejected };
}
