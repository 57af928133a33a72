import type { Pipeline } from '../engine/definition/pipeline';

/** A row of a text with one character a byte, or why it is none. */
export type PlainRow = { readonly text: string; readonly cells: readonly string[] } | string;

/** CSV read character by character, as RFC 4180 has it and a bad row costs its line: what the engine's reader is held against. */
export function plainRows(given: string): PlainRow[] {
  let rest = given.startsWith('\xef\xbb\xbf') ? given.slice(3) : given;
  const rows: PlainRow[] = [];
  while (rest !== '') {
    const line = /^[^\n]*/.exec(rest)![0];
    const row = firstRow(rest);
    const text = typeof row === 'string' ? line : row.text;
    if (text !== '' && text !== '\r') rows.push(row);
    rest = rest.slice(text.length + 1);
  }
  return rows;
}

function firstRow(text: string): PlainRow {
  const cells: string[] = [];
  let isFirstLine = true;
  for (let at = 0; ; at++) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (at >= text.length) return 'quote not closed';
        if (text[at] === '"') at++;
        else if (text[at] === '\n') isFirstLine = false;
        cell += text[at];
      }
      at++;
      if (text[at] === '\r' && isEnd(text[at + 1])) at++;
      if (text[at] !== ',' && !isEnd(text[at]))
        return isFirstLine ? 'something follows the closing quote' : 'quote not closed';
    } else {
      while (text[at] !== ',' && !isEnd(text[at])) cell += text[at++];
      if (isEnd(text[at])) cell = cell.replace(/\r$/, '');
    }
    cells.push(cell);
    if (isEnd(text[at])) return { text: text.slice(0, at), cells };
  }
}

function isEnd(character: string | undefined): boolean {
  return character === undefined || character === '\n';
}

/** A row as JSON: a cell that is its field's number or truth value as that, any other that is not blank as text. */
export function rowAsJson(fields: Pipeline['fields'], cells: readonly string[]): string {
  const values = Object.entries(fields).flatMap(([name, { kind, isOptional }], i) => {
    const cell = cells[i];
    if (kind === 'string')
      return cell === undefined || (cell === '' && isOptional) ? [] : [[name, JSON.stringify(cell)]];
    const text = cell?.trim();
    if (!text) return [];
    return [[name, isWritten(text, kind === 'boolean' ? 'boolean' : 'number') ? text : JSON.stringify(text)]];
  });
  return `{${values.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`;
}

function isWritten(text: string, type: 'boolean' | 'number'): boolean {
  try {
    return typeof JSON.parse(text) === type;
  } catch {
    return false;
  }
}
