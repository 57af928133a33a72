import { nearestName } from '../engine/text/nearest-name';
import { isNumberText } from '../engine/text/number-text';
import { printable } from '../engine/text/printable';
import { type FieldPath, pathOf } from '../engine/definition/field-path';
import { type Field, NUMBER_KINDS } from '../engine/definition/fields';
import { isComputed, type Pipeline } from '../engine/definition/pipeline';
import { eventOf, type InputEvent, keyReader, keyText, laneField } from './input-event';
import { InputError } from './input-error';
import { printableList } from './printable-list';
import { RowJson } from './row-json';

/** Column names to field names. */
export type Rename = Readonly<Record<string, string>>;

/** A cell's text, or undefined where the row has none. */
export type Cell = string | undefined;

/** Turns the cells of a row into an event. */
export interface RowPlan {
  readonly columns: number;
  event(line: number, cells: readonly Cell[]): InputEvent;
  /** Required fields whose columns begin at an index or behind it: what a row that ends there lacks. */
  requiredFrom(index: number): string[];
}

export interface RowPlanOptions {
  readonly pipeline: Pipeline;
  readonly columns: readonly string[];
  readonly rename: Rename;
  /** How messages call the input. */
  readonly name: string;
  /** `1,5` is one and a half: so in files whose cells are separated by semicolons. @default false */
  readonly isDecimalComma?: boolean | undefined;
  /** Told once what is worth knowing and no error. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

interface PlannedCell {
  readonly index: number;
  readonly name: string;
  readonly isOptional: boolean;
  readonly isText: boolean;
  readonly path: FieldPath;
  readonly toJson: (text: string) => string | undefined;
}

/** Characters of a name or a cell that a message shows. */
const SHOWN_MAX = 80;
const COMMA_NUMBER = /^-?(?:0|[1-9]\d*),\d+$/;

/**
 * Plans how rows become events of a pipeline: which columns are kept, as what. Columns that the event has no field for
 * are dropped. A text that is not of its field's kind stays text, so that the pipeline quarantines it with the reason;
 * blanks around a number, a time or a truth value are none of it.
 *
 * @throws InputError when renamed columns or those of required fields are missing, or two columns claim one field.
 */
export function planRows(options: RowPlanOptions): RowPlan {
  const { pipeline, columns } = options;
  const names = fieldNames(options);
  const planned = names.flatMap((name, index) => planCell(options, names, name, index));
  requireColumns(options, names);
  const keyField = laneField(pipeline);
  const keyOf = keyField !== undefined && isComputed(pipeline, keyField) ? keyReader(pipeline) : undefined;
  return {
    columns: columns.length,
    requiredFrom: index => planned.filter(cell => cell.index >= index && !cell.isOptional).map(cell => cell.name),
    event: (line, cells) => {
      const row = new RowJson();
      let partitionKey: string | undefined;
      for (const { index, name, isText, path, toJson } of planned) {
        const text = cells[index];
        const value = text === undefined ? undefined : toJson(text);
        if (value === undefined) continue;
        row.set(path, value);
        if (name === keyField) partitionKey = isText ? text : keyText(JSON.parse(value));
      }
      const json = row.toString();
      return eventOf(line, Buffer.from(json), keyOf ? keyOf(json) : partitionKey);
    },
  };
}

/** The columns by the names of fields that they are read as. */
function fieldNames({ columns, rename, name }: Pick<RowPlanOptions, 'columns' | 'rename' | 'name'>): string[] {
  for (const from of Object.keys(rename)) {
    if (!columns.includes(from))
      throw new InputError(
        `--rename: ${name} has no column ${JSON.stringify(from)} (it has ${printableList(columns)})`,
      );
  }
  return columns.map(column => (Object.hasOwn(rename, column) ? rename[column]! : column));
}

/** Refuses a file without the column of a field that every event needs; says which optional ones have none. */
function requireColumns({ pipeline, columns, name, onNotice }: RowPlanOptions, names: readonly string[]): void {
  const absent = Object.entries(pipeline.fields).filter(([field]) => !names.includes(field));
  const spare = columns.filter((_, i) => !Object.hasOwn(pipeline.fields, names[i]!));
  const hintFor = (...fields: string[]): string => {
    const near = fields.flatMap(field => {
      const column = spare.find(each => plain(each) === plain(field)) ?? nearestName(field, spare);
      return column === undefined ? [] : [{ column, field }];
    });
    const renames = near.map(({ column, field }) => `--rename ${shellWord(`${column}=${field}`)}`);
    const columns = near.map(({ column }) => quoted(column));
    return near.length === 0 ? '' : `; did you mean ${columns.join(' and ')}? Give ${renames.join(' ')}`;
  };
  const isTime = (field: string): boolean => pipeline.eventTimeFields.includes(field);
  const missing = absent.flatMap(([field, { isOptional }]) => (isOptional ? [] : [field]));
  missing.sort((a, b) => Number(isTime(b)) - Number(isTime(a)));
  if (missing.length > 0) {
    const what = missing.map(field => `no column ${quoted(field)}${isTime(field) ? ', the event time' : ''}`);
    const hint = hintFor(...missing) || ': see --columns and --rename';
    throw new InputError(`${name} has ${what.join(', and ')} (it has ${printableList(names)})${hint}`);
  }
  for (const [field] of absent)
    onNotice?.(
      `${name}: no column for the optional field ${quoted(field)}: it is null in every event${hintFor(field)}`,
    );
  if (spare.length > 0) onNotice?.(`${name}: columns that no field takes: ${printableList(spare)}`);
}

/** A name without what people write differently. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function quoted(name: string): string {
  return JSON.stringify(printable(name, SHOWN_MAX));
}

function shellWord(text: string): string {
  return /^[\w=.,:+-]+$/.test(text) ? text : `'${printable(text, SHOWN_MAX).replaceAll("'", `'\\''`)}'`;
}

function planCell(options: RowPlanOptions, names: readonly string[], name: string, index: number): PlannedCell[] {
  const { pipeline } = options;
  const field = Object.hasOwn(pipeline.fields, name) ? pipeline.fields[name] : undefined;
  if (!field) return [];
  if (names.indexOf(name) !== index) throw new InputError(`${options.name} has two columns ${quoted(name)}`);
  const isText = field.kind === 'string';
  const convert = converterOf(field, options, name);
  return [
    {
      index,
      name,
      isOptional: field.isOptional,
      isText,
      path: pathOf(name, field),
      toJson: isText
        ? text => (text === '' && field.isOptional ? undefined : JSON.stringify(text))
        : text => {
            const value = text.trim();
            return value === '' ? undefined : convert(value);
          },
    },
  ];
}

function converterOf(
  { kind, text }: Pick<Field, 'kind' | 'text'>,
  options: RowPlanOptions,
  field: string,
): (text: string) => string {
  // More digits than a double has.
  const isExactAsText = text && (kind === 'epochMicros' || kind === 'epochNanos');
  if (NUMBER_KINDS.has(kind) && kind !== 'time' && !isExactAsText) return numberConverter(options, field);
  if (kind === 'boolean') return text => (text === 'true' || text === 'false' ? text : JSON.stringify(text));
  return text => JSON.stringify(text);
}

function numberConverter({ pipeline, name, isDecimalComma, onNotice }: RowPlanOptions, field: string) {
  const once = (text: string): void => {
    onNotice?.(text);
    onNotice = undefined;
  };
  const isTime = pipeline.eventTimeFields.includes(field);
  return (text: string): string => {
    if (isNumberText(text)) {
      if (isTime && /e/i.test(text))
        once(
          `${name}: ${field} ${printable(text, SHOWN_MAX)}: a spreadsheet has rounded this time; events may fall together`,
        );
      return text;
    }
    if (!isDecimalComma || !COMMA_NUMBER.test(text)) return JSON.stringify(text);
    once(`${name}: ${field} ${printable(text, SHOWN_MAX)} is read with a decimal comma`);
    return text.replace(',', '.');
  };
}
