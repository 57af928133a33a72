import { columnOf } from '../engine/definition/field-path';
import type { Pipeline } from '../engine/definition/pipeline';
import type { CloudFrontSource, TableSource } from '../engine/definition/source';
import { csvRows, LINES_PER_ROW_MAX, NOT_CLOSED } from '../engine/formats/csv';
import { tsvRows } from '../engine/formats/tsv';
import { heldEvents } from './held-events';
import { eventOf, MAX_EVENT_BYTES, reject } from './input-event';
import { InputError } from './input-error';
import { printableList } from './printable-list';
import type { Line } from './read-lines';
import type { Emit, Reader } from './reader';

const QUOTE = 0x22;
const NEWLINE = Buffer.from('\n');

/**
 * Rows for a pipeline whose records hold such rows: their bytes pass untouched. What the format can make no event of is
 * rejected, as it would be quarantined. Where the records have a header, each gets the file's.
 */
export class RowsReader implements Reader {
  private header: Buffer | undefined;
  private isFirst = true;
  /** Lines of a row whose quote is still open. */
  private open: Line[] = [];

  constructor(
    private readonly pipeline: Pipeline,
    private readonly source: TableSource | CloudFrontSource,
    private readonly name: string,
  ) {}

  read(line: Line, emit: Emit): void {
    const isQuoted = this.source.format === 'csv' && line.bytes.includes(QUOTE);
    if (this.open.length === 0 && !isQuoted) return this.row(line.number, line.bytes, emit);
    this.open.push(line);
    const bytes = joined(this.open.map(each => each.bytes));
    const [row] = csvRows(bytes);
    const mayClose = this.open.length < LINES_PER_ROW_MAX && bytes.length <= MAX_EVENT_BYTES;
    if (row && 'bad' in row && row.bad === NOT_CLOSED && mayClose) return;
    this.closeRow(bytes, row && 'bad' in row ? row.bad : undefined, emit);
  }

  end(emit: Emit): void {
    while (this.open.length > 0) this.closeRow(Buffer.alloc(0), NOT_CLOSED, emit, true);
  }

  /** Ends the row that is open. One that is bad costs its first line, and the lines after it are read anew. */
  private closeRow(bytes: Buffer, bad: string | undefined, emit: Emit, isOpen = false): void {
    const [first, ...rest] = this.open;
    this.open = [];
    if (bad === undefined) return this.row(first!.number, bytes, emit);
    if (this.isHeaderDue) throw new InputError(`${this.name}: line ${first!.number}, the header: ${bad}`);
    this.isFirst = false;
    const rejected = reject(first!.number, first!.bytes, bad);
    emit(isOpen ? { ...rejected, isOpen } : rejected);
    for (const line of rest) this.read(line, emit);
  }

  private get isHeaderDue(): boolean {
    return this.source.columns === undefined && this.header === undefined;
  }

  private row(number: number, bytes: Buffer, emit: Emit): void {
    if (this.isHeaderDue) return this.takeHeader(bytes);
    if (this.isFirst && this.source.columns) this.refuseOtherHeader(this.source.columns, bytes);
    this.isFirst = false;
    const { header } = this;
    const { events, partitionKey } = heldEvents(this.pipeline, header ? joined([header, bytes]) : bytes);
    const [event] = events;
    if (event?.bad !== undefined) emit(reject(number, bytes, event.bad));
    else if (event) emit({ ...eventOf(number, bytes, partitionKey), ...(header && { head: header }) });
  }

  private takeHeader(bytes: Buffer): void {
    this.header = bytes;
    this.isFirst = false;
    const names = this.cellsOf(bytes);
    const required = Object.entries(this.pipeline.fields).filter(([, field]) => !field.isOptional);
    const missing = required.map(([name, field]) => columnOf(name, field)!).filter(column => !names.includes(column));
    if (missing.length > 0)
      throw new InputError(
        `${this.name} has no column ${missing.map(column => JSON.stringify(column)).join(', ')} (it has ${printableList(names)})`,
      );
  }

  /** A header that is not the definition's would put each cell under another's name. */
  private refuseOtherHeader(columns: readonly string[], bytes: Buffer): void {
    const names = this.cellsOf(bytes);
    const { eventTimeFields, fields } = this.pipeline;
    const hasTime = eventTimeFields.some(field => names.includes(columnOf(field, fields[field]!)!));
    const isHeader = hasTime && names.every(name => !/^-?\d/.test(name));
    if (isHeader && names.join('\t') !== columns.join('\t'))
      throw new InputError(
        `${this.name}: its header has the columns ${printableList(names)}, and the definition's source ${printableList(columns)}`,
      );
  }

  private cellsOf(bytes: Buffer): string[] {
    const [row] = this.source.format === 'csv' ? csvRows(bytes) : tsvRows(bytes);
    return row && 'cells' in row ? row.cells.map(cell => cell.trim()) : [];
  }
}

function joined(lines: readonly Buffer[]): Buffer {
  return Buffer.concat(lines.flatMap((line, i) => (i === 0 ? [line] : [NEWLINE, line])));
}
