import { pathOf } from '../../engine/definition/field-path';
import type { Field } from '../../engine/definition/fields';
import type { Pipeline } from '../../engine/definition/pipeline';
import { type Column, resultColumns, text } from '../../engine/results/lake-columns';

/** The lake's outputs of a pipeline. */
export type Output = 'raw' | 'aggregates' | 'late' | 'quarantine';

/** A column that is read from a JSON field of another name. */
export interface Renamed {
  readonly column: string;
  readonly field: string;
}

export interface TableColumns {
  readonly columns: readonly Column[];
  readonly renamed: readonly Renamed[];
}

/** What tables are partitioned by; the folders of the lake are named so. */
export const PARTITIONS: Readonly<Record<Output, readonly ('date' | 'hour')[]>> = {
  raw: ['date', 'hour'],
  aggregates: ['date', 'hour'],
  late: ['date'],
  quarantine: ['date'],
};

/** An event that is in no result, as finalize writes it (engine/finalize/side-output.ts). */
const SIDE_ENTRY: readonly Column[] = [
  ...text('reason', 'shardid', 'sequencenumber'),
  { name: 'index', type: 'bigint' },
  ...text('arrival'),
  { name: 'queries', type: { array: 'string' } },
  ...text('event'),
  { name: 'bytes', type: 'bigint' },
];

/** Rows that were folded, but came too late for their windows; `key` and `values` are JSON. */
const LATE_ROW: readonly Column[] = [
  ...text('query', 'key', 'pane'),
  { name: 'window', type: { struct: text('start', 'end') } },
  ...text('values'),
];

/**
 * Columns of a table of the lake, partitions left out.
 *
 * @throws DefinitionError where a name of a query cannot be a column.
 */
export function tableColumns(pipeline: Pipeline, output: Output): TableColumns {
  switch (output) {
    case 'raw':
      return rawColumns(pipeline.fields);
    case 'aggregates':
      return { columns: resultColumns(pipeline), renamed: [] };
    case 'late':
      return { columns: [...SIDE_ENTRY, ...LATE_ROW], renamed: [] };
    case 'quarantine':
      return { columns: SIDE_ENTRY, renamed: [] };
  }
}

/**
 * Raw events are not checked: one number that is none would end every query that reads it, so all is text, to be read by
 * `try_cast`. What fields are read from by a path is one text: the JSON of the outermost value. A name like a partition's is
 * `event_date` or `event_hour`; one that is no identifier is left out.
 */
function rawColumns(fields: Readonly<Record<string, Field>>): TableColumns {
  const renamed: Renamed[] = [];
  const names = new Set<string>();
  for (const [field, options] of Object.entries(fields)) {
    const name = String(pathOf(field, options)[0]).toLowerCase();
    if (!/^\w+$/.test(name)) continue;
    const isTaken = name === 'date' || name === 'hour';
    const column = isTaken ? `event_${name}` : name;
    if (isTaken && !names.has(column)) renamed.push({ column, field: name });
    names.add(column);
  }
  return { columns: text(...names), renamed };
}
