import { InputError } from './input-error';

const FORMATS = ['ndjson', 'csv', 'tsv', 'combined'] as const;

/** How a file's lines are read. `combined` is the access log of Apache and nginx. */
export type Format = (typeof FORMATS)[number];

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'ndjson',
  csv: 'csv',
  tsv: 'tsv',
  log: 'combined',
};

/**
 * The format of a file by its extension, a trailing `.gz` aside; NDJSON for `-`, the standard input.
 *
 * @throws InputError for any other extension.
 */
export function formatOf(path: string): Format {
  if (path === '-') return 'ndjson';
  const extension = /\.([^./\\]+?)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const format = Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
  if (!format)
    throw new InputError(`${path}: the format is not known by the file's name: say --format ${FORMATS.join('|')}`);
  return format;
}

/** @throws InputError when `name` is no format. */
export function checkFormat(name: string): Format {
  const format = FORMATS.find(known => known === name);
  if (!format) throw new InputError(`--format: expected ${FORMATS.join(', ')}: ${JSON.stringify(name)}`);
  return format;
}
