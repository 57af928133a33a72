import { isUtf8 } from 'node:buffer';
import { columnOf } from '../definition/field-path';
import { type Field, type FieldKind, OPTIONS_OF } from '../definition/fields';
import type { Pipeline } from '../definition/pipeline';
import { isNumberText } from '../text/number-text';
import type { RecordEvent } from './record-format';

/** A value in a row: text, or what its field's kind makes of it; undefined where there is none. */
type CellValue = string | number | boolean | undefined;

/** A row as it is cut: its bytes, and its cells as text; or why it cannot be cut. */
export type Row =
  { readonly text: Buffer; readonly cells: readonly string[] } | { readonly text: Buffer; readonly bad: string };

/** What a cell's text is; undefined where it says that there is no value. */
export type CellText = (text: string, column: string) => string | undefined;

interface PlannedCell {
  /** Of its column; -1: the rows have none. */
  readonly index: number;
  readonly column: string;
  readonly read: (text: string) => CellValue;
}

/** Reads rows under columns into the values of a schema's fields. */
export class Table {
  private readonly planned: readonly PlannedCell[];

  constructor(
    fields: Pipeline['fields'],
    private readonly columns: readonly string[],
    private readonly textOf: CellText = text => text,
  ) {
    this.planned = Object.entries(fields).map(([name, field]) => {
      const column = columnOf(name, field)!;
      return { index: columns.indexOf(column), column, read: readerOf(field) };
    });
  }

  /** Whether the row is the columns' names again, as at the head of a file. */
  isHeader(cells: readonly string[]): boolean {
    return cells.length === this.columns.length && this.columns.every((name, i) => name === cells[i]!.trim());
  }

  /** A row as an event. Cells too many make it bad, unless they are blank: which one is which is not known. */
  event(row: Row): RecordEvent {
    if ('bad' in row) return row;
    const { text, cells } = row;
    if (!isUtf8(text)) return { text, bad: 'invalid UTF-8' };
    const { length } = this.columns;
    if (cells.length > length && cells.slice(length).some(cell => cell.trim() !== ''))
      return { text, bad: `${cells.length} cells under ${length} columns` };
    return { text, cells: this.planned.map(cell => this.valueOf(cells[cell.index], cell)) };
  }

  private valueOf(cell: string | undefined, { column, read }: PlannedCell): CellValue {
    const text = cell === undefined ? undefined : this.textOf(cell, column);
    return text === undefined ? undefined : read(text);
  }
}

/**
 * How a cell becomes a field's value. Blanks around a number, a time or a truth value are none of it, and where there is
 * nothing else there is no value; what is not of its kind stays text, so that the field refuses it.
 */
function readerOf({ kind, isOptional }: Field): (text: string) => CellValue {
  if (kind === 'string') return text => (text === '' && isOptional ? undefined : text);
  const read = kindReader(kind);
  return text => {
    const value = text.trim();
    return value === '' ? undefined : read(value);
  };
}

function kindReader(kind: FieldKind): (text: string) => CellValue {
  if (kind === 'boolean') return booleanOf;
  if (kind === 'epochNanos') return text => numberOf(wholeMillis(text));
  return OPTIONS_OF[kind].includes('text') ? numberOf : text => text;
}

/** Nanoseconds without what is below a millisecond: a double holds them to 256 ns, and might come to the next one. */
function wholeMillis(nanos: string): string {
  return /^\d{7,}$/.test(nanos) ? `${nanos.slice(0, -6)}000000` : nanos;
}

function numberOf(text: string): CellValue {
  return isNumberText(text) ? Number(text) : text;
}

function booleanOf(text: string): CellValue {
  return text === 'true' || text === 'false' ? text === 'true' : text;
}
