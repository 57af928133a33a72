import { parse } from 'csv-parse/sync';
import { MAX_EVENT_BYTES, reject } from './input-event';
import { InputError } from './input-error';
import type { Line } from './read-lines';
import type { Emit, Reader } from './reader';
import { Table, type TableOptions } from './table';
import { textOf } from './text';

/** Lines that one row may span by newlines in quotes. Past it the quote counts as never closed. */
const LINES_PER_ROW_MAX = 100;

const COMMA = 0x2c;
const QUOTE = 0x22;
const NEWLINE = Buffer.from('\n');

/**
 * Comma-separated values, quoted as in RFC 4180, newlines in quotes included. A quote that is never closed costs its own
 * line: that line is rejected, and reading goes on with the next.
 */
export class CsvReader implements Reader {
  private readonly table: Table;
  /** Lines of a row whose quote is still open. */
  private open: Line[] = [];
  private openBytes = 0;

  constructor(private readonly options: TableOptions) {
    this.table = new Table(options);
  }

  read(line: Line, emit: Emit): void {
    const isInside = this.open.length > 0;
    if (!isInside && !line.bytes.includes(QUOTE))
      return this.table.row(line.number, textOf(line.bytes).split(','), emit);
    this.open.push(line);
    this.openBytes += line.bytes.length + 1;
    if (!endsInsideQuotes(line.bytes, isInside)) this.closeRow(emit);
    else if (this.open.length >= LINES_PER_ROW_MAX || this.openBytes > MAX_EVENT_BYTES) this.giveUpRow(emit);
  }

  end(emit: Emit): void {
    while (this.open.length > 0) this.giveUpRow(emit);
  }

  private closeRow(emit: Emit): void {
    const first = this.open[0]!;
    const row = Buffer.concat(this.open.flatMap((line, i) => (i === 0 ? [line.bytes] : [NEWLINE, line.bytes])));
    this.open = [];
    this.openBytes = 0;
    const rows = rowsOf(textOf(row));
    if (rows.length === 1) this.table.row(first.number, rows[0]!, emit);
    else this.refuse(first, 'misplaced quote', emit);
  }

  /** Rejects the line with the open quote and reads the lines after it anew. */
  private giveUpRow(emit: Emit): void {
    const [first, ...rest] = this.open;
    this.open = [];
    this.openBytes = 0;
    this.refuse(first!, 'quote not closed', emit);
    for (const line of rest) this.read(line, emit);
  }

  private refuse(line: Line, reason: string, emit: Emit): void {
    if (this.table.isHeaderDue)
      throw new InputError(`${this.options.name}: line ${line.number}, the header: ${reason}`);
    emit(reject(line.number, line.bytes, reason));
  }
}

/** Whether a line that begins inside or outside quotes ends inside: a quote opens only as the first of its cell. */
function endsInsideQuotes(line: Buffer, beginsInside: boolean): boolean {
  let isInside = beginsInside;
  let isCellStart = !beginsInside;
  for (let i = 0; i < line.length; i += 1) {
    const byte = line[i];
    if (isInside) {
      if (byte !== QUOTE) continue;
      if (line[i + 1] === QUOTE) i += 1;
      else isInside = false;
    } else if (byte === QUOTE && isCellStart) isInside = true;
    isCellStart = !isInside && byte === COMMA;
  }
  return isInside;
}

function rowsOf(text: string): string[][] {
  try {
    return parse(text, { relax_quotes: true, relax_column_count: true });
  } catch {
    return [];
  }
}
