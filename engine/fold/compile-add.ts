import type { EventReader } from '../scan/event-reader';
import type { Slots } from '../scan/slots';
import type { EventPosition } from '../accumulators/accumulator';
import type { Column } from './columns/column';

/** Adds an event to a row of each column of a query. */
export type AddToColumns = (columns: readonly Column[], row: number, slots: Slots, position: EventPosition) => void;

const compiled = new WeakMap<EventReader, AddToColumns[]>();

/** The reader's function for one query; it outlives a fold, since V8 compiles what has run for a while. */
export function addToColumns(reader: EventReader, queryIndex: number, columnCount: number): AddToColumns {
  let ofQueries = compiled.get(reader);
  if (!ofQueries) compiled.set(reader, (ofQueries = []));
  return (ofQueries[queryIndex] ??= compileAdd(columnCount));
}

/**
 * A call for each column, written out: so each is compiled for the one kind of column that comes there, while a loop looks each
 * up. Only numbers of ours get into the code; where code from text is forbidden it is the loop.
 */
function compileAdd(columnCount: number): AddToColumns {
  const calls = Array.from({ length: columnCount }, (_, i) => `columns[${i}].add(row, slots, position);`);
  try {
    return new Function('columns', 'row', 'slots', 'position', calls.join('\n')) as AddToColumns;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return (columns, row, slots, position) => {
      for (const column of columns) column.add(row, slots, position);
    };
  }
}
