import { gunzipSync } from 'node:zlib';
import type { Query } from '../definition/pipeline';
import type { Item } from '../ports';
import type { Json } from '../values';
import { jsonText } from './record-text';
import type { ResultRow } from './result-row';

/** The rows of an item as text. */
export const textOf = (rows: readonly ResultRow[]): string => `[${rows.map(columnsText).join(',')}]`;

/** The names of a block's values: the next definition may select others. */
export const valueNames = ({ values }: Pick<Query, 'values'>): string => Object.keys(values).join();

/** Rows, and the names of their values: those of the definition that wrote them. */
export interface NamedRows {
  readonly names: string;
  readonly rows: readonly ResultRow[];
}

/** The rows of an item of a block as they stand; none of a split block's first item. */
export function storedRows(query: Pick<Query, 'values'>, item: Item): NamedRows {
  const names = (item['values'] as string | undefined) ?? valueNames(query);
  if (item['split']) return { names, rows: [] };
  const text = item['rowsGz'] ? gunzipSync(item['rowsGz'] as Uint8Array).toString() : (item['rows'] as string);
  return { names, rows: (JSON.parse(text) as Columns[]).map(fromColumns) };
}

/** The rows of an item of a block, with the values that the query has now. */
export function rowsOf(query: Pick<Query, 'values'>, item: Item | undefined): readonly ResultRow[] {
  if (!item) return [];
  const { names, rows } = storedRows(query, item);
  if (names === valueNames(query)) return rows;
  const stored = names.split(',');
  const places = Object.keys(query.values).map(name => stored.indexOf(name));
  return rows.map(row => ({ ...row, values: places.map(place => row.values[place] ?? null) }));
}

/** A row without its field names: they would be two thirds of the text. */
function columnsText(row: ResultRow): string {
  const { key, startMs, endMs, revision, epoch, final, retracted, values, watermarkMs, carried, movedFromMs } = row;
  const flags = `${final ? 1 : 0},${retracted ? 1 : 0}`;
  const rest = movedFromMs !== undefined ? [carried ?? null, movedFromMs] : carried ? [carried] : [];
  const own = rest.map(part => `,${JSON.stringify(part)}`).join('');
  return `[${key},${startMs},${endMs},${revision},${epoch},${flags},[${values.map(jsonText).join(',')}],${watermarkMs}${own}]`;
}

type Columns = [
  ...[Json[], number, number, number, number, 0 | 1, 0 | 1, ResultRow['values'], number | null],
  (ResultRow['carried'] | null)?,
  number?,
];

function fromColumns(columns: Columns): ResultRow {
  const [key, startMs, endMs, revision, epoch, final, retracted, values, watermarkMs, carried, movedFromMs] = columns;
  return {
    key: JSON.stringify(key),
    startMs,
    endMs,
    revision,
    epoch,
    final: final === 1,
    retracted: retracted === 1,
    values,
    watermarkMs,
    ...(carried && { carried }),
    ...(movedFromMs !== undefined && { movedFromMs }),
  };
}
