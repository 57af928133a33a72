import { gunzipSync } from 'node:zlib';
import type { Lookup } from '../definition/lookups';
import { TIME_KINDS } from '../definition/fields';
import { toMs } from '../events/instant';
import { fieldValue, type PlannedField, plannedFields, whyNot } from '../events/read-fields';
import { csvRows } from '../formats/csv';
import { json } from '../formats/json';
import { parseJson } from '../formats/json-parts';
import type { RecordEvent, RecordFormat } from '../formats/record-format';
import { rowsFormat } from '../formats/rows';
import { valueAt } from '../formats/value-at';
import { tsvRows } from '../formats/tsv';
import { printable } from '../text/printable';
import type { Scalar } from '../values';
import type { LookupRows } from '../ports';

/** A table is held in memory by each function that folds: the most that its file may be, decompressed, bytes. */
const TABLE_BYTES_MAX = 100 * 1024 * 1024;
const SHOWN_MAX = 80;

/** What is wrong with a lookup table, in one line that names the row. */
export class LookupTableError extends Error {
  override readonly name = 'LookupTableError';
}

/**
 * The rows of a lookup table's file, which may be compressed with gzip.
 *
 * @throws LookupTableError for the first row that is none, for a key that comes twice, for a file without rows or too large.
 */
export function readTable(lookup: Lookup, file: Uint8Array): LookupRows {
  const planned = plannedFields(lookup.columns);
  const keyAt = Object.keys(lookup.columns).indexOf(lookup.key);
  const rows = new Map<Scalar, readonly (Scalar | null)[]>();
  let number = 0;
  for (const found of formatOf(lookup).events(opened(file), undefined)) {
    number++;
    const values = valuesOf(found, planned);
    if (typeof values === 'string') throw new LookupTableError(`row ${number}: ${values}`);
    const key = values[keyAt]!;
    if (rows.has(key)) throw new LookupTableError(`row ${number}: ${lookup.key} ${show(key)} comes twice`);
    rows.set(key, values);
  }
  if (number === 0) throw new LookupTableError('no row');
  return rows;
}

function formatOf({ format, columns }: Lookup): RecordFormat {
  if (format === 'json') return json;
  return rowsFormat(columns, format === 'csv' ? csvRows : tsvRows, undefined);
}

function opened(file: Uint8Array): Buffer {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (bytes.length > TABLE_BYTES_MAX) throw tooLarge();
  if (!isGzip) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: TABLE_BYTES_MAX });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new LookupTableError(`gzip: ${(error as Error).message}`);
  }
}

const tooLarge = (): LookupTableError =>
  new LookupTableError(
    `larger than ${TABLE_BYTES_MAX / 1024 / 1024} MB: a table stands in the memory of each function`,
  );

/** The values of a row in the order of the columns, times as ms; or what is wrong with it. */
function valuesOf({ text, cells, bad }: RecordEvent, planned: readonly PlannedField[]): (Scalar | null)[] | string {
  if (bad !== undefined) return bad;
  const parsed = cells ? undefined : parseJson(text);
  if (parsed && 'bad' in parsed) return parsed.bad;
  const values: (Scalar | null)[] = [];
  for (const [i, one] of planned.entries()) {
    const given = cells ? cells[i] : valueAt(parsed!.value, one.path);
    const value = fieldValue(one, given);
    if (value === undefined) return whyNot(one, given);
    values.push(value !== null && TIME_KINDS.has(one.field.kind) ? toMs(value, one.field) : value);
  }
  return values;
}

const show = (key: Scalar): string => printable(JSON.stringify(key), SHOWN_MAX);
