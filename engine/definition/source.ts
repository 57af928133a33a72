import { didYouMean } from '../text/nearest-name';
import { columnOf, envelopePathOf, parseFieldPath } from './field-path';
import type { Field } from './fields';
import { namesOf, objectOf, type Problem, refuseUnknownKeys } from './known-keys';
import { showValue } from './show-value';

/** Records of JSON: an object, an object a line, or an array of objects. */
export interface JsonSource {
  readonly format: 'json';
  /** Name, or names joined by dots, of what holds the events in a message: an array of them or a single one. */
  readonly unwrap?: string;
}

/** Records of rows: the cells by position, or under the names in the record's first row. */
export interface TableSource {
  readonly format: 'csv' | 'tsv';
  readonly columns?: readonly string[];
  readonly header?: boolean;
}

/** CloudFront's real-time logs. */
export interface CloudFrontSource {
  readonly format: 'cloudfront';
  /** The configuration's fields, in the order in which CloudFront delivers them. */
  readonly columns: readonly string[];
}

/** What a subscription of CloudWatch Logs puts on a stream. */
export interface CloudWatchLogsSource {
  readonly format: 'cloudwatch-logs';
  /**
   * What a log event is: the JSON in its message, or the log event itself, with `id`, `timestamp` and `message` as text.
   * @default 'json'
   */
  readonly message?: 'json' | 'text';
}

/** Records that serializers of the AWS Glue Schema Registry have framed: the schema that each names decodes it. */
export interface RegisteredSource {
  readonly format: 'avro' | 'protobuf';
}

/** What the records of the source stream hold. */
export type Source = JsonSource | TableSource | CloudFrontSource | CloudWatchLogsSource | RegisteredSource;

/** Which events of a source count. */
interface Accepting {
  /**
   * Passes over events for which it is not true, counted as skipped, whether or not they satisfy the schema: an expression over
   * the event's fields such as `type in ('view', 'order')`.
   */
  readonly accept?: string;
}

/** As a definition gives it. @default { format: 'json' } */
export type SourceInput = Accepting &
  ((Omit<JsonSource, 'format'> & { readonly format?: 'json' }) | Exclude<Source, JsonSource>);

type Fields = Readonly<Record<string, Field>>;

const OPTIONS: Readonly<Record<Source['format'], readonly string[]>> = {
  json: namesOf<JsonSource>({ format: true, unwrap: true }),
  csv: namesOf<TableSource>({ format: true, columns: true, header: true }),
  tsv: namesOf<TableSource>({ format: true, columns: true, header: true }),
  cloudfront: namesOf<CloudFrontSource>({ format: true, columns: true }),
  'cloudwatch-logs': namesOf<CloudWatchLogsSource>({ format: true, message: true }),
  avro: namesOf<RegisteredSource>({ format: true }),
  protobuf: namesOf<RegisteredSource>({ format: true }),
};
const FORMATS = Object.keys(OPTIONS);
/** As many as a row may have. */
const COLUMNS_MAX = 1_000;

/** Where a definition says nothing of its records. */
export const JSON_SOURCE: JsonSource = { format: 'json' };

/** Checks what a definition says of its records; plain JSON where it says nothing, or something wrong. */
export function checkSource(given: unknown, fields: Fields, problem: Problem): Source {
  if (given === undefined) {
    checkPlaces('json', false, fields, problem);
    return JSON_SOURCE;
  }
  const options = objectOf(given, 'source', "{ format: 'csv', columns: ['symbol', 'price'] }", problem);
  if (options !== given) return JSON_SOURCE;
  const { format = 'json', unwrap, columns, header, message } = options;
  if (!isFormat(format)) {
    problem(`source.format: expected ${FORMATS.join(', ')}: ${showValue(format)}${didYouMean(format, FORMATS)}`);
    return JSON_SOURCE;
  }
  refuseUnknownKeys(options, [...OPTIONS[format], 'accept'], 'source', problem);
  checkPlaces(format, unwrap !== undefined, fields, problem);
  switch (format) {
    case 'json':
      return unwrap === undefined ? JSON_SOURCE : { format, unwrap: checkUnwrap(unwrap, problem) };
    case 'csv':
    case 'tsv':
      if (header !== undefined && header !== true && header !== false)
        problem(`source.header: expected true or false: ${showValue(header)}`);
      if (header === true && columns !== undefined)
        problem(
          'source: header: true takes the columns from the first row of each record: give it or columns, not both',
        );
      if (header === true) return { format, header: true };
      return { format, columns: checkColumns(columns, format, fields, problem) };
    case 'cloudfront':
      return { format, columns: checkColumns(columns, format, fields, problem) };
    case 'cloudwatch-logs':
      if (message !== undefined && message !== 'json' && message !== 'text')
        problem(`source.message: expected 'json' or 'text': ${showValue(message)}`);
      return { format, message: message === 'text' ? 'text' : 'json' };
    case 'avro':
    case 'protobuf':
      return { format };
  }
}

/** Whether a record may be a plain JSON event, which a file of any format is made of. */
export function takesPlainEvents(source: Source): boolean {
  return isDefaultSource(source) || isRegistered(source);
}

/** Whether the source's records name the schemas of a registry. */
export function isRegistered(source: Source): source is RegisteredSource {
  return source.format === 'avro' || source.format === 'protobuf';
}

/** Whether a query's meaning is what it is without a source in the definition. */
export function isDefaultSource(source: Source): boolean {
  return source.format === 'json' && source.unwrap === undefined;
}

/** Says which fields are read from what events of this format have not. */
function checkPlaces(format: string, isWrapped: boolean, fields: Fields, problem: Problem): void {
  const isRow = ['csv', 'tsv', 'cloudfront'].includes(format);
  const hasMessage = isWrapped || format === 'cloudwatch-logs';
  for (const [name, field] of withPaths(fields)) {
    if (isRow && columnOf(name, field) === undefined)
      problem(`event.${name}.at: expected one column's name, since ${format} holds rows: ${showValue(field.at)}`);
    else if (!isRow && !hasMessage && envelopePathOf(name, field)) {
      const why = format === 'json' ? 'without source.unwrap there is none' : `${format} has none`;
      problem(`event.${name}.at: ^ is the message around events, and ${why}`);
    }
  }
}

/** The fields whose paths are right; what is wrong with the others is said of them. */
function withPaths(fields: Fields): [string, Field][] {
  return Object.entries(fields).filter(([, field]) => {
    if (!field) return false;
    const at: unknown = field.at;
    return at === undefined || (typeof at === 'string' && !('message' in parseFieldPath(at)));
  });
}

function isFormat(format: unknown): format is Source['format'] {
  return typeof format === 'string' && Object.hasOwn(OPTIONS, format);
}

function checkUnwrap(unwrap: unknown, problem: Problem): string {
  const path = typeof unwrap === 'string' ? parseFieldPath(unwrap) : undefined;
  if (path && !('message' in path) && path.every(step => typeof step === 'string')) return unwrap as string;
  problem(`source.unwrap: expected a name such as 'data', or several joined by dots: ${showValue(unwrap)}`);
  return '';
}

function checkColumns(columns: unknown, format: string, fields: Fields, problem: Problem): readonly string[] {
  const names: unknown[] = Array.isArray(columns) ? columns : [];
  if (names.length === 0 || names.length > COLUMNS_MAX) {
    const or = format === 'cloudfront' ? '' : ', or header: true';
    problem(
      `source.columns: ${format} needs the names of its 1 to ${COLUMNS_MAX} columns in order${or}: ${showValue(columns)}`,
    );
    return [];
  }
  names.forEach((name, i) => {
    if (typeof name !== 'string' || name === '') problem(`source.columns[${i}]: expected a name: ${showValue(name)}`);
    else if (names.indexOf(name) < i) problem(`source.columns[${i}]: ${showValue(name)} is named twice`);
  });
  for (const [name, field] of withPaths(fields)) {
    const column = columnOf(name, field);
    if (column !== undefined && !names.includes(column))
      problem(
        `event.${name}: no column ${showValue(column)} in source.columns${didYouMean(column, names.map(String))}`,
      );
  }
  return names as string[];
}
