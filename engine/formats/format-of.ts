import type { Pipeline } from '../definition/pipeline';
import { cloudFrontCell } from './cloudfront';
import { cloudWatchLogs } from './cloudwatch-logs';
import { csvRows } from './csv';
import { json } from './json';
import type { RecordFormat } from './record-format';
import { registered } from './registered';
import { rowsFormat } from './rows';
import { tsvRows } from './tsv';
import { unwrapping } from './unwrap';

const formats = new WeakMap<Pipeline, RecordFormat>();

/** The format of a pipeline's records. */
export function formatOf(pipeline: Pipeline): RecordFormat {
  let format = formats.get(pipeline);
  if (!format) formats.set(pipeline, (format = compile(pipeline)));
  return format;
}

function compile({ source, fields }: Pipeline): RecordFormat {
  switch (source.format) {
    case 'json':
      return source.unwrap === undefined ? json : unwrapping(source.unwrap);
    case 'csv':
      return rowsFormat(fields, csvRows, source.columns);
    case 'tsv':
      return rowsFormat(fields, tsvRows, source.columns);
    case 'cloudfront':
      return rowsFormat(fields, tsvRows, source.columns, cloudFrontCell);
    case 'cloudwatch-logs':
      return cloudWatchLogs(source.message ?? 'json');
    case 'avro':
    case 'protobuf':
      return registered(fields);
  }
}
