import { gunzipSync } from 'node:zlib';
import type { ResultQuery } from '../definition/pipeline';
import type { Item } from '../ports';
import type { Json } from '../values';
import { jsonText } from './record-text';
import type { ResultRow } from './result-row';

/** The rows of an item as text. */
export const textOf = (rows: readonly ResultRow[]): string => `[${rows.map(columnsText).join(',')}]`;

/** The names of a block's values: the next definition may select others. */
export const valueNames = ({ values }: Pick<ResultQuery, 'values'>): string => Object.keys(values).join();

/** The rows of an item of a block, with the values that the query has now; none of a split block's first item. */
export function rowsOf(query: Pick<ResultQuery, 'values'>, item: Item | undefined): ResultRow[] {
  if (!item || item['split']) return [];
  const text = item['rowsGz'] ? gunzipSync(item['rowsGz'] as Uint8Array).toString() : (item['rows'] as string);
  const rows = (JSON.parse(text) as Columns[]).map(fromColumns);
  const stored = item['values'] as string | undefined;
  if (stored === undefined || stored === valueNames(query)) return rows;
  const places = Object.keys(query.values).map(name => stored.split(',').indexOf(name));
  return rows.map(row => ({ ...row, values: places.map(place => row.values[place] ?? null) }));
}

/** A row without its field names: they would be two thirds of the text. */
function columnsText(row: ResultRow): string {
  const { key, startMs, endMs, revision, epoch, final, retracted, values, watermarkMs } = row;
  const flags = `${final ? 1 : 0},${retracted ? 1 : 0}`;
  return `[${key},${startMs},${endMs},${revision},${epoch},${flags},[${values.map(jsonText).join(',')}],${watermarkMs}]`;
}

type Columns = [Json[], number, number, number, number, 0 | 1, 0 | 1, ResultRow['values'], number | null];

function fromColumns(columns: Columns): ResultRow {
  const [key, startMs, endMs, revision, epoch, final, retracted, values, watermarkMs] = columns;
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
  };
}
