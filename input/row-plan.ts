import type { FieldKind } from '../engine/definition/fields';
import { NUMBER_KINDS } from '../engine/definition/fields';
import type { Pipeline } from '../engine/definition/pipeline';
import { eventOf, type InputEvent, keyText } from './input-event';
import { InputError } from './input-error';

/** Column names to field names. */
export type Rename = Readonly<Record<string, string>>;

/** A cell's text, or undefined where the row has none. */
export type Cell = string | undefined;

/** Turns the cells of a row into an event. */
export type RowPlan = (line: number, cells: readonly Cell[]) => InputEvent;

interface PlannedCell {
  readonly index: number;
  readonly name: string;
  /** `"name":` */
  readonly prefix: string;
  readonly toJson: (text: string) => string | undefined;
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Plans how rows become events of a pipeline: which columns are kept, as what. Columns that the event has no field for
 * are dropped. A text that is not of its field's kind stays text, so that the pipeline quarantines it with the reason.
 *
 * @throws InputError when a renamed column or the event time's column is missing, or two columns claim one field.
 */
export function planRows(pipeline: Pipeline, columns: readonly string[], rename: Rename, source: string): RowPlan {
  for (const from of Object.keys(rename)) {
    if (!columns.includes(from))
      throw new InputError(`--rename: ${source} has no column ${JSON.stringify(from)} (it has ${columns.join(', ')})`);
  }
  const names = columns.map(column => (Object.hasOwn(rename, column) ? rename[column]! : column));
  const planned = names.flatMap((name, index) => planCell(pipeline, names, name, index, source));
  if (!names.includes(pipeline.eventTime)) {
    throw new InputError(
      `${source} has no column ${JSON.stringify(pipeline.eventTime)}, the event time (it has ${names.join(', ')}): see --columns and --rename`,
    );
  }
  return (line, cells) => {
    let json = '';
    let partitionKey: string | undefined;
    for (const { index, name, prefix, toJson } of planned) {
      const text = cells[index];
      const value = text === undefined ? undefined : toJson(text);
      if (value === undefined) continue;
      json += (json === '' ? '{' : ',') + prefix + value;
      if (name === pipeline.partitionBy) partitionKey = value === text ? keyText(JSON.parse(value)) : text;
    }
    return eventOf(line, Buffer.from(json === '' ? '{}' : `${json}}`), partitionKey);
  };
}

function planCell(
  pipeline: Pipeline,
  names: readonly string[],
  name: string,
  index: number,
  source: string,
): PlannedCell[] {
  const field = Object.hasOwn(pipeline.fields, name) ? pipeline.fields[name] : undefined;
  if (!field) return [];
  if (names.indexOf(name) !== index) throw new InputError(`${source} has two columns ${JSON.stringify(name)}`);
  const emptyIsAbsent = field.isOptional || field.kind !== 'string';
  const convert = converterOf(field.kind);
  return [
    {
      index,
      name,
      prefix: `${JSON.stringify(name)}:`,
      toJson: text => (text === '' && emptyIsAbsent ? undefined : convert(text)),
    },
  ];
}

function converterOf(kind: FieldKind): (text: string) => string {
  if (NUMBER_KINDS.has(kind)) return text => (JSON_NUMBER.test(text) ? text : JSON.stringify(text));
  if (kind === 'boolean') return text => (text === 'true' || text === 'false' ? text : JSON.stringify(text));
  return text => JSON.stringify(text);
}
