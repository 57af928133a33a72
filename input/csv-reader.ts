import { parse } from 'csv-parse/sync';
import { MAX_EVENT_BYTES, reject } from './input-event';
import { InputError } from './input-error';
import type { Line } from './read-lines';
import type { Emit, Reader } from './reader';
import { Table, type TableOptions } from './table';
import { textOf } from './text';

/** Lines that one row may span by newlines in quotes. Past it the quote counts as never closed. */
const LINES_PER_ROW_MAX = 100;

const QUOTE = 0x22;
const NEWLINE = Buffer.from('\n');

/** What may stand between cells, the usual first. */
const SEPARATORS = [',', ';', '\t', '|'];
/** A first line by which spreadsheets name the separator. */
const NAMED_SEPARATOR = /^"?sep=([\x20-\x7e\t])"?$/i;

/**
 * Comma-separated values, quoted as in RFC 4180, newlines in quotes included. A quote that is never closed costs its own
 * line: that line is rejected, and reading goes on with the next. Never closed is also one whose closing quote is followed by
 * neither a separator nor the line's end. Semicolons, tabs or bars separate the cells where a first line `sep=;`, the header,
 * or the number of given columns shows it; after semicolons a number may have a decimal comma.
 */
export class CsvReader implements Reader {
  private table: Table | undefined;
  private separator = ',';
  /** Lines of a row whose quote is still open. */
  private open: Line[] = [];
  private openBytes = 0;

  constructor(private readonly options: TableOptions) {
    // Refuses columns that do not fit before a line is read.
    if (options.columns) new Table({ ...options, onNotice: undefined });
  }

  read(line: Line, emit: Emit): void {
    if (!this.table) {
      const named = line.number === 1 ? NAMED_SEPARATOR.exec(textOf(line.bytes)) : null;
      this.begin(named ? named[1]! : this.separatorOf(textOf(line.bytes)));
      if (named) return;
    }
    const isInside = this.open.length > 0;
    if (!isInside && !line.bytes.includes(QUOTE))
      return this.table!.row(line, textOf(line.bytes).split(this.separator), emit);
    this.open.push(line);
    this.openBytes += line.bytes.length + 1;
    const end = endOfLine(line.bytes, isInside, this.separator.charCodeAt(0));
    if (end === 'whole') this.closeRow(emit);
    else if (end === 'broken' && !isInside) this.giveUpRow(emit, { reason: 'something follows the closing quote' });
    else if (end === 'broken' || this.open.length >= LINES_PER_ROW_MAX || this.openBytes > MAX_EVENT_BYTES)
      this.giveUpRow(emit);
  }

  end(emit: Emit): void {
    while (this.open.length > 0) this.giveUpRow(emit, { isOpen: true });
  }

  private begin(separator: string): void {
    this.separator = separator;
    const isDecimalComma = separator === ';';
    this.table = new Table({ ...this.options, isDecimalComma });
    if (separator !== ',') this.options.onNotice?.(`${this.options.name}: cells are separated by ${shown(separator)}`);
  }

  /** The separator under which the header has the event time, or a row as many cells as there are columns. */
  private separatorOf(firstLine: string): string {
    const { columns, rename, pipeline } = this.options;
    const fits = (separator: string): boolean => {
      const cells = firstLine.split(separator).map(cell => cell.trim().replace(/^"(.*)"$/, '$1'));
      if (columns) return cells.length === columns.length;
      return cells.some(cell =>
        pipeline.eventTimeFields.includes((Object.hasOwn(rename, cell) && rename[cell]) || cell),
      );
    };
    const isThere = (separator: string): boolean => firstLine.includes(separator);
    return SEPARATORS.find(fits) ?? SEPARATORS.find(isThere) ?? ',';
  }

  private closeRow(emit: Emit): void {
    const [first] = this.open;
    const bytes = Buffer.concat(this.open.flatMap((line, i) => (i === 0 ? [line.bytes] : [NEWLINE, line.bytes])));
    this.open = [];
    this.openBytes = 0;
    const rows = this.rowsOf(textOf(bytes));
    if (rows.length === 1) this.table!.row({ number: first!.number, bytes }, rows[0]!, emit);
    else this.refuse(first!, 'misplaced quote', emit);
  }

  /** Rejects the line with the open quote and reads the lines after it anew. */
  private giveUpRow(emit: Emit, { reason = 'quote not closed', isOpen = false } = {}): void {
    const [first, ...rest] = this.open;
    this.open = [];
    this.openBytes = 0;
    this.refuse(first!, reason, emit, isOpen);
    for (const line of rest) this.read(line, emit);
  }

  private refuse(line: Line, reason: string, emit: Emit, isOpen = false): void {
    if (this.table!.isHeaderDue)
      throw new InputError(`${this.options.name}: line ${line.number}, the header: ${reason}`);
    const rejected = reject(line.number, line.bytes, reason);
    emit(isOpen ? { ...rejected, isOpen } : rejected);
  }

  private rowsOf(text: string): string[][] {
    try {
      return parse(text, { delimiter: this.separator, relax_quotes: true, relax_column_count: true });
    } catch {
      return [];
    }
  }
}

function shown(separator: string): string {
  return separator === '\t' ? 'tabs' : `"${separator}"`;
}

/**
 * How a line ends that begins inside or outside quotes: inside them, as a whole, or broken, since behind a closing quote stands
 * what may not. A quote opens only as the first of its cell.
 */
function endOfLine(line: Buffer, beginsInside: boolean, separator: number): 'inside' | 'whole' | 'broken' {
  let isInside = beginsInside;
  let isCellStart = !beginsInside;
  for (let i = 0; i < line.length; i += 1) {
    const byte = line[i];
    if (isInside) {
      if (byte !== QUOTE) continue;
      if (line[i + 1] === QUOTE) i += 1;
      else if (i + 1 < line.length && line[i + 1] !== separator) return 'broken';
      else isInside = false;
    } else if (byte === QUOTE && isCellStart) isInside = true;
    isCellStart = !isInside && byte === separator;
  }
  return isInside ? 'inside' : 'whole';
}
