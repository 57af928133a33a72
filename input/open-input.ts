import { existsSync } from 'node:fs';
import type { Pipeline } from '../engine/definition/pipeline';
import { takesPlainEvents } from '../engine/definition/source';
import { combinedReader } from './combined-reader';
import { CsvReader } from './csv-reader';
import { checkFormat, type Format, formatOf } from './format';
import { type InputEvent, reject, TOO_LONG } from './input-event';
import { InputError } from './input-error';
import { ndjsonReader } from './ndjson-reader';
import { checkReadable, readBytes } from './read-bytes';
import { readLines } from './read-lines';
import type { Reader } from './reader';
import { RowsReader } from './rows-reader';
import type { Rename } from './row-plan';
import { tsvReader } from './tsv-reader';

export interface InputOptions {
  /** A file, plain or gzip, or `-` for the standard input. */
  readonly path: string;
  /** One of FORMATS. @default by the definition's source, or by the file's extension; ndjson for the standard input */
  readonly format?: string | undefined;
  /** csv and tsv: the names of the columns of a file without a header row. */
  readonly columns?: readonly string[] | undefined;
  /** csv, tsv and combined: column names to field names. */
  readonly rename?: Rename | undefined;
  readonly pipeline: Pipeline;
  /** Told what is worth knowing about the input and no error, each once. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** The unpacked content, where someone else reads it. @default what `path` names */
  readonly content?: AsyncIterable<Buffer> | undefined;
  /** What `-` reads. @default process.stdin */
  readonly stdin?: AsyncIterable<Buffer> | undefined;
}

/**
 * Opens a file of any size as batches of events, in the file's order, in bounded memory.
 *
 * @throws InputError at once for options that do not fit and files that cannot be opened; while reading for a header that
 * does not fit and a file that is damaged: what stands before the damage has been yielded.
 *
 * @example
 * for await (const batch of openInput({ path: 'views.ndjson.gz', pipeline })) send(batch);
 */
export function openInput(options: InputOptions): AsyncIterable<InputEvent[]> {
  if (existsSync(options.path)) checkReadable(options.path);
  const reader = takesPlainEvents(options.pipeline.source)
    ? readerFor(formatFor(options), options)
    : sourceReader(options);
  checkReadable(options.path);
  return readEvents(options, reader);
}

/**
 * How a file is read that holds no records of the pipeline's own: by `format`, or its name.
 *
 * @throws InputError when the format is unknown.
 */
export function formatFor({ path, format }: Pick<InputOptions, 'path' | 'format'>): Format {
  return format === undefined ? formatOf(path) : checkFormat(format);
}

async function* readEvents({ path, stdin, content }: InputOptions, reader: Reader): AsyncGenerator<InputEvent[]> {
  let batch: InputEvent[] = [];
  const emit = (event: InputEvent): void => void batch.push(event);
  for await (const lines of readLines(content ?? readBytes(path, stdin ?? process.stdin))) {
    for (const line of lines) {
      if (!line.isCut) reader.read(line, emit);
      else if (reader.readCut) reader.readCut(line, emit);
      else emit(reject(line.number, line.bytes, TOO_LONG));
    }
    if (batch.length > 0) yield batch;
    batch = [];
  }
  reader.end?.(emit);
  if (batch.length > 0) yield batch;
}

/** How messages call an input. */
export function inputName(path: string): string {
  return path === '-' ? 'standard input' : path;
}

function readerFor(format: Format, { path, columns, rename = {}, pipeline, onNotice }: InputOptions): Reader {
  const name = inputName(path);
  if (columns && format !== 'csv' && format !== 'tsv')
    throw new InputError(`--columns: ${format} names its fields itself; it is for csv and tsv`);
  switch (format) {
    case 'ndjson':
      if (Object.keys(rename).length > 0)
        throw new InputError('--rename: NDJSON passes untouched; it is for csv, tsv and combined');
      return ndjsonReader(pipeline, name);
    case 'csv':
      return new CsvReader({ pipeline, columns, rename, name, onNotice });
    case 'tsv':
      return tsvReader({ pipeline, columns, rename, name, onNotice });
    case 'combined':
      return combinedReader({ pipeline, rename, name });
  }
}

/** Reads a file that holds what the pipeline's records hold. */
function sourceReader({ path, format, pipeline, columns, rename = {} }: InputOptions): Reader {
  const { source } = pipeline;
  const name = inputName(path);
  if (format !== undefined && format !== source.format)
    throw new InputError(`--format: files are read as the definition's source says, ${source.format}: leave it out`);
  if (columns ?? Object.keys(rename).length > 0)
    throw new InputError("--columns and --rename: the definition's source names the columns");
  return 'columns' in source || 'header' in source
    ? new RowsReader(pipeline, source, name)
    : ndjsonReader(pipeline, name);
}
