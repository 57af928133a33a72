import type { Row } from './table';

/** Lines and bytes that a row may span by newlines in quotes. Past them the quote counts as never closed. */
export const LINES_PER_ROW_MAX = 100;
const BYTES_PER_ROW_MAX = 256 * 1024;

/** What is wrong with a row that more lines might close. */
export const NOT_CLOSED = 'quote not closed';

const QUOTE = 0x22;
const COMMA = 0x2c;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The rows of comma-separated values, quoted as in RFC 4180; blank lines are none. A quote opens only as the first of its
 * cell. One that is never closed, or whose closing quote is followed by neither a comma nor the line's end, costs its own
 * line: reading goes on with the next.
 */
export function* csvRows(text: Buffer): Generator<Row> {
  let quote = nextQuote(text, 0);
  for (let start = 0; start < text.length;) {
    const lineEnd = endOfLine(text, start);
    if (quote < start) quote = nextQuote(text, start);
    if (quote >= lineEnd) {
      const line = lineOf(text, start, lineEnd);
      if (line.length > 0) yield { text: line, cells: line.toString('utf8').split(',') };
      start = lineEnd + 1;
      continue;
    }
    const cut = quotedRow(text, start);
    if (typeof cut === 'string') {
      yield { text: lineOf(text, start, lineEnd), bad: cut };
      start = lineEnd + 1;
    } else {
      yield { text: lineOf(text, start, cut.end), cells: cut.cells };
      start = cut.end + 1;
    }
  }
}

/** A row with quotes, and where its line ends; or what is wrong with it. */
function quotedRow(text: Buffer, start: number): { readonly cells: string[]; readonly end: number } | string {
  const cells: string[] = [];
  const limit = rowLimit(text, start);
  for (let at = start; ;) {
    let end: number;
    if (text[at] === QUOTE) {
      const close = closingQuote(text, at + 1, limit);
      if (close < 0) return NOT_CLOSED;
      cells.push(text.toString('utf8', at + 1, close).replaceAll('""', '"'));
      end = close + 1;
      if (text[end] === CARRIAGE_RETURN && isLineEnd(text, end + 1)) end++;
      if (text[end] !== COMMA && !isLineEnd(text, end))
        return endOfLine(text, start) < close ? NOT_CLOSED : 'something follows the closing quote';
    } else {
      end = bareEnd(text, at);
      const isLast = isLineEnd(text, end);
      cells.push(text.toString('utf8', at, isLast && text[end - 1] === CARRIAGE_RETURN && end > at ? end - 1 : end));
    }
    if (isLineEnd(text, end)) return { cells, end };
    at = end + 1;
  }
}

/** Where the quote stands that closes the one before `start`; -1 when none does before `limit`. */
function closingQuote(text: Buffer, start: number, limit: number): number {
  for (let at = start; ; at += 2) {
    at = text.indexOf(QUOTE, at);
    if (at < 0 || at >= limit) return -1;
    if (text[at + 1] !== QUOTE) return at;
  }
}

function nextQuote(text: Buffer, start: number): number {
  const at = text.indexOf(QUOTE, start);
  return at === -1 ? text.length : at;
}

function bareEnd(text: Buffer, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== COMMA && text[at] !== NEWLINE) at++;
  return at;
}

function rowLimit(text: Buffer, start: number): number {
  const most = Math.min(text.length, start + BYTES_PER_ROW_MAX);
  let end = start - 1;
  for (let lines = 0; lines < LINES_PER_ROW_MAX && end < most; lines++) end = endOfLine(text, end + 1);
  return Math.min(end, most);
}

function isLineEnd(text: Buffer, at: number): boolean {
  return at >= text.length || text[at] === NEWLINE;
}

function endOfLine(text: Buffer, start: number): number {
  const at = text.indexOf(NEWLINE, start);
  return at === -1 ? text.length : at;
}

/** Without a carriage return before its newline. */
function lineOf(text: Buffer, start: number, end: number): Buffer {
  return text.subarray(start, end > start && text[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
}
