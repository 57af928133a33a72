import type { Pipeline } from '../definition/pipeline';
import { printable } from '../text/printable';
import { isBlank } from './lines';
import type { RecordFormat } from './record-format';
import { type CellText, type Row, Table } from './table';

const SHOWN_MAX = 80;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Rows under given columns, or, where none are given, under the names in a text's first row. A row that repeats the columns'
 * names is none, and blank ones are none; a byte order mark before the first is none of it.
 */
export function rowsFormat(
  fields: Pipeline['fields'],
  cut: (text: Buffer) => Iterable<Row>,
  columns: readonly string[] | undefined,
  cellText?: CellText,
): RecordFormat {
  const given = columns && new Table(fields, columns, cellText);
  return {
    *events(text) {
      if (isBlank(text)) return yield { text, bad: 'blank' };
      let table = given;
      for (const row of cut(withoutMark(text))) {
        if ('cells' in row && row.cells.every(cell => cell.trim() === '')) continue;
        if (table) {
          if (!('cells' in row && table.isHeader(row.cells))) yield table.event(row);
          continue;
        }
        const names = 'cells' in row ? row.cells.map(name => name.trim()) : row.bad;
        const wrong = typeof names === 'string' ? names : repeated(names);
        if (wrong !== undefined) return yield { text, bad: `header: ${wrong}` };
        table = new Table(fields, names as string[], cellText);
      }
    },
  };
}

/** Which cell is which is not known where two columns have one name. */
function repeated(names: readonly string[]): string | undefined {
  const name = names.find((each, i) => names.indexOf(each) < i);
  return name === undefined ? undefined : `two columns ${printable(JSON.stringify(name), SHOWN_MAX)}`;
}

function withoutMark(text: Buffer): Buffer {
  return text.subarray(0, 3).equals(BYTE_ORDER_MARK) ? text.subarray(3) : text;
}
