import type { Json } from '../values';
import type { Pipeline, Query } from '../definition/pipeline';
import { iso, recordId, type ResultRow } from './result-row';

/**
 * Writes the results of a block as consumers read them: the JSON of `toRecord`, put together from texts that the rows of
 * a block have in common.
 *
 * @param values the names of the rows' values.
 */
export function recordTexts(
  pipeline: Pick<Pipeline, 'name'>,
  query: Pick<Query, 'name' | 'window' | 'groupBy'>,
  blockStartMs: number,
  values: readonly string[],
): (row: ResultRow) => string {
  const id = `{"id":${JSON.stringify(recordId(pipeline, query, blockStartMs, '')).slice(0, -1)}`;
  const names = `","pipeline":${JSON.stringify(pipeline.name)},"query":${JSON.stringify(query.name)},"key":`;
  const keyNames = query.groupBy.map(name => JSON.stringify(name));
  const valueNames = values.map(name => JSON.stringify(name));
  return row => {
    const { key, startMs, endMs, revision, final, watermarkMs } = row;
    const window = `,"window":{"start":"${iso(startMs)}","end":"${iso(endMs)}"},"revision":${revision},"final":${final}`;
    const retracted = row.retracted ? ',"retracted":true' : '';
    const watermark = watermarkMs === null ? 'null' : `"${iso(watermarkMs)}"`;
    const values = objectText(valueNames, row.values);
    return `${id}${JSON.stringify(key).slice(1, -1)}${names}${keyText(keyNames, key)}${window}${retracted},"values":${values},"watermark":${watermark}}`;
  };
}

/** A key of one value is its text already. */
function keyText(names: readonly string[], key: string): string {
  return names.length === 1 ? `{${names[0]}:${key.slice(1, -1)}}` : objectText(names, JSON.parse(key) as Json[]);
}

function objectText(names: readonly string[], values: readonly Json[]): string {
  let text = '{';
  for (let i = 0; i < names.length; i++) text += `${i === 0 ? '' : ','}${names[i]}:${jsonText(values[i] ?? null)}`;
  return text + '}';
}

/** As JSON.stringify writes it: most values are numbers, and a call for each would cost more than the rest of the text. */
export const jsonText = (value: Json): string =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : JSON.stringify(value);
