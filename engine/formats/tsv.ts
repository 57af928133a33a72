import { linesOf } from './lines';
import type { Row } from './table';

/** The rows of tab-separated values, which know no quotes. */
export function* tsvRows(text: Buffer): Generator<Row> {
  for (const line of linesOf(text)) {
    const row = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
    yield { text: row, cells: row.toString('utf8').split('\t') };
  }
}
