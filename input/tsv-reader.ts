import type { Reader } from './reader';
import { Table, type TableOptions } from './table';
import { textOf } from './text';

/** Tab-separated values without quoting. A row may have fewer cells than the header: the rest are absent. */
export function tsvReader(options: TableOptions): Reader {
  const table = new Table(options);
  return { read: ({ number, bytes }, emit) => table.row(number, textOf(bytes).split('\t'), emit) };
}
