import type { Reader } from './reader';
import { Table, type TableOptions } from './table';
import { textOf } from './text';

/** Tab-separated values without quoting. */
export function tsvReader(options: TableOptions): Reader {
  const table = new Table(options);
  return { read: (line, emit) => table.row(line, textOf(line.bytes).split('\t'), emit) };
}
