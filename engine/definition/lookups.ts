import type { Duration } from './duration';
import { parseDuration } from './duration';
import { checkFields, fieldOf } from './check-fields';
import { columnOf } from './field-path';
import type { Field } from './fields';
import { IDENTIFIER } from './identifier';
import { namesOf, objectOf, type Problem, refuseUnknownKeys } from './known-keys';
import { showValue } from './show-value';
import { type Built, refuseSurplus, surplusOf } from './surplus';
import { didYouMean } from '../text/nearest-name';

/** How a table's file is written: rows under a first row with the columns' names, or JSON objects, a line each or in an array. */
export type LookupFormat = 'csv' | 'tsv' | 'json';

interface TableOptions<Columns extends Readonly<Record<string, Field>>, Key = NoInfer<keyof Columns & string>> {
  /** A file, by its path from the definition's folder. It is deployed with the definition. */
  readonly file?: string;
  /** An object, `s3://bucket/key`, that may change: it is read when a function starts, and again every `refresh`. */
  readonly s3?: string;
  /** @default by the name's end: .csv, .tsv, .json or .ndjson, each also .gz */
  readonly format?: LookupFormat;
  /** The column whose values are looked up; each row has another one. */
  readonly key: Key;
  readonly columns: Columns;
  /** Of `s3`, at least 10 seconds. @default '5 minutes' */
  readonly refresh?: Duration;
}

/** A lookup table as a definition gives it. */
export type LookupInput = Built & TableOptions<Readonly<Record<string, Field>>, string>;

/** Reference data: a table of rows by a key, which `lookup(campaigns, ad_id).campaign_id` reads. At most 100 MB. */
export function table<const Columns extends Readonly<Record<string, Field>>>(
  options: TableOptions<Columns>,
  ...more: readonly unknown[]
): LookupInput {
  return { ...options, ...surplusOf('table() takes an object of options, got also', more) };
}

/** A checked lookup table. */
export interface Lookup {
  readonly from: { readonly file: string } | { readonly bucket: string; readonly key: string };
  readonly format: LookupFormat;
  readonly key: string;
  readonly columns: Readonly<Record<string, Field>>;
  /** How often an object is looked at again, ms; of a file 0. */
  readonly refreshMs: number;
}

const TABLE = namesOf<TableOptions<Record<string, Field>, string>>({
  file: true,
  s3: true,
  format: true,
  key: true,
  columns: true,
  refresh: true,
});
const FORMATS: Readonly<Record<string, LookupFormat>> = { csv: 'csv', tsv: 'tsv', json: 'json', ndjson: 'json' };
const EXAMPLE = "table({ file: './ads.csv', key: 'ad_id', columns: { ad_id: string(), campaign: string() } })";
const REFRESH_MS_MIN = 10_000;

/** Checks the lookup tables of a definition. */
export function checkLookups(given: unknown = {}, problem: Problem): Readonly<Record<string, Lookup>> {
  const lookups: Record<string, Lookup> = {};
  for (const [name, one] of Object.entries(objectOf(given, 'lookups', `{ ads: ${EXAMPLE} }`, problem))) {
    const path = `lookups.${name}`;
    if (!IDENTIFIER.test(name)) problem(`${path}: not an identifier`);
    const options = objectOf(refuseSurplus(one as LookupInput, path, problem), path, EXAMPLE, problem);
    refuseUnknownKeys(options, TABLE, path, problem);
    lookups[name] = checkTable(options as Partial<LookupInput>, path, problem);
  }
  return lookups;
}

function checkTable(input: Partial<LookupInput>, path: string, problem: Problem): Lookup {
  const columns = objectOf(input.columns, `${path}.columns`, '{ ad_id: string() }', problem) as Lookup['columns'];
  checkFields(columns, problem, `${path}.columns`);
  const key = fieldOf(columns, input.key);
  if (!key)
    problem(`${path}.key: no column ${showValue(input.key)} in columns${didYouMean(input.key, Object.keys(columns))}`);
  else if (key.isOptional) problem(`${path}.key: ${showValue(input.key)} is optional; every row has a key`);
  const from = checkPlace(input, path, problem);
  const format = checkFormat(input.format, 'file' in from ? from.file : from.key, path, problem);
  if (format !== 'json')
    for (const [name, field] of Object.entries(columns))
      if (field?.at !== undefined && columnOf(name, field) === undefined)
        problem(
          `${path}.columns.${name}.at: expected one column's name, since ${format} holds rows: ${showValue(field.at)}`,
        );
  return { from, format, key: String(input.key), columns, refreshMs: checkRefresh(input.refresh, from, path, problem) };
}

function checkPlace({ file, s3 }: Partial<LookupInput>, path: string, problem: Problem): Lookup['from'] {
  const nowhere = { file: '' };
  if ((file === undefined) === (s3 === undefined)) {
    problem(`${path}: needs file: './ads.csv' or s3: 's3://bucket/ads.csv', one of them`);
    return nowhere;
  }
  if (file !== undefined) {
    if (typeof file === 'string' && file !== '') return { file };
    problem(`${path}.file: expected a path such as './ads.csv': ${showValue(file)}`);
    return nowhere;
  }
  const [, bucket, key] = (typeof s3 === 'string' && /^s3:\/\/([a-z0-9][a-z0-9.-]{2,62})\/([^*?]+)$/.exec(s3)) || [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  problem(`${path}.s3: expected s3://bucket/key, without * and ?: ${showValue(s3)}`);
  return nowhere;
}

function checkFormat(given: unknown, name: string, path: string, problem: Problem): LookupFormat {
  const formats = [...new Set(Object.values(FORMATS))];
  if (given !== undefined && formats.includes(given as LookupFormat)) return given as LookupFormat;
  const end = /\.([a-z]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (given === undefined && Object.hasOwn(FORMATS, end)) return FORMATS[end]!;
  if (given !== undefined)
    problem(`${path}.format: expected ${formats.join(', ')}: ${showValue(given)}${didYouMean(given, formats)}`);
  else if (name !== '') problem(`${path}.format: ${showValue(name)} does not say it; expected ${formats.join(', ')}`);
  return 'csv';
}

function checkRefresh(given: unknown, from: Lookup['from'], path: string, problem: Problem): number {
  if ('file' in from) {
    if (given !== undefined) problem(`${path}.refresh: a file is deployed with the definition and does not change`);
    return 0;
  }
  const ms = given === undefined ? 300_000 : parseDuration(given);
  if (ms !== undefined && ms >= REFRESH_MS_MIN) return ms;
  problem(`${path}.refresh: expected a duration of at least 10 seconds: ${showValue(given)}`);
  return REFRESH_MS_MIN;
}
