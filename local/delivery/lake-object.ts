import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { linesOfRecord } from '../../engine/events/decode-record';
import type { ShardRecord } from '../event-source-mapping/rules';
import { parquetFile } from './parquet';
import type { TableColumn } from './parquet-schema';

const compress = promisify(gzip);
const NEWLINE = Buffer.from('\n');

/** Where an object lies in the lake, and which records it holds. */
export interface LakeObject {
  /** Without its extension, which the format gives. */
  readonly name: string;
  readonly records: readonly ShardRecord[];
}

/** A file of the lake. */
export interface LakeFile {
  readonly name: string;
  readonly body: Buffer;
}

/**
 * Sorts a shard's records into objects by the hour of their arrival. An object is named after its first record, so
 * that the same records, delivered again after a crash, replace it.
 *
 * @param prefix such as `raw/pipeline=trades`.
 */
export function lakeObjects(prefix: string, shardId: string, records: readonly ShardRecord[]): LakeObject[] {
  const hours = new Map<string, ShardRecord[]>();
  for (const record of records) {
    const iso = new Date(record.arrivalMs).toISOString();
    const hour = `date=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}`;
    const inHour = hours.get(hour) ?? [];
    inHour.push(record);
    hours.set(hour, inHour);
  }
  return [...hours].map(([hour, inHour]) => ({
    name: `${prefix}/${hour}/${shardId}-${inHour[0]!.sequenceNumber}`,
    records: inHour,
  }));
}

/**
 * The files of an object: gzipped NDJSON, or Parquet where the lake has columns for it; what does not fit those goes to
 * the error folder, as Firehose would put it.
 */
export async function lakeFiles(
  { name, records }: LakeObject,
  columns: readonly TableColumn[] | undefined,
): Promise<LakeFile[]> {
  const lines = records.flatMap(linesOf);
  if (!columns) return [{ name: `${name}.ndjson.gz`, body: await compress(joined(lines), { level: 1 }) }];
  const { body, rejected } = await parquetFile(columns, lines);
  const files = [{ name: `${name}.parquet`, body }];
  if (rejected.length > 0) files.push({ name: errorName(name), body: joined(rejected) });
  return files;
}

/** A record's events; one that cannot be decoded is kept as it came. */
function linesOf({ data }: ShardRecord): readonly Buffer[] {
  const decoded = linesOfRecord(data);
  return 'lines' in decoded ? decoded.lines : [Buffer.from(data)];
}

function joined(lines: readonly Buffer[]): Buffer {
  return Buffer.concat(lines.flatMap(line => [line, NEWLINE]));
}

function errorName(name: string): string {
  const [output, pipeline, date, , file] = name.split('/');
  return `errors/${output}/${pipeline}/format-conversion-failed/${date}/${file}.ndjson`;
}
