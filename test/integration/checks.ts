import { isDeepStrictEqual } from 'node:util';
import type { ResultRecord } from '../../engine/results/result-row';
import type { Expected } from './expected';
import type { RemoteLake } from './remote-lake';
import type { RemotePipeline } from './remote-pipeline';
import { CheckFailed } from './step';

/** Differences that a failure names. */
const SHOWN_MAX = 3;

/** Whether the table holds exactly these windows of a query, closed, with these values; keys in `ignored` aside. */
export async function checkTable(
  remote: RemotePipeline,
  query: string,
  expected: Expected,
  ignored: readonly string[] = [],
): Promise<string> {
  const found: Record<string, unknown> = {};
  for (const { query: name, key, window, values, final } of await remote.table()) {
    const [part] = Object.values(key);
    if (name !== query || !final || ignored.includes(String(part))) continue;
    found[`${String(part)} ${window.start}`] = values;
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  const wrong = [...names].filter(name => !isDeepStrictEqual(found[name], expected[name]));
  if (wrong.length === 0) return `${Object.keys(expected).length} windows of ${query} are right`;
  const shown = wrong.slice(0, SHOWN_MAX).map(name => {
    return `${name}: ${JSON.stringify(found[name])} instead of ${JSON.stringify(expected[name])}`;
  });
  throw new CheckFailed(`${wrong.length} of ${names.size} windows of ${query} are wrong: ${shown.join('; ')}`);
}

/** Whether the highest revision of each result on the stream is what the table holds. */
export async function checkStream(remote: RemotePipeline): Promise<string> {
  const latest = new Map<string, ResultRecord>();
  for (const record of await remote.stream())
    if ((latest.get(record.id)?.revision ?? -1) < record.revision) latest.set(record.id, record);
  const rows = await remote.table();
  const wrong = rows.filter(row => !isDeepStrictEqual(latest.get(row.id), row));
  if (wrong.length > 0 || latest.size !== rows.length)
    throw new CheckFailed(`${rows.length} results in the table, ${latest.size} on the stream, ${wrong.length} differ`);
  return `${rows.length} results are the same on the stream and in the table`;
}

/**
 * Whether the lake holds, as Parquet, each revision that the stream carried. Firehose fills a field that a struct leaves out
 * with null; an emulator that refuses such a record has to say so below the error prefix.
 */
export async function checkResultsInLake(remote: RemotePipeline, lake: RemoteLake, prefix: string): Promise<string> {
  const name = ({ id, revision }: { id?: unknown; revision?: unknown }): string => `${String(id)} ${String(revision)}`;
  const errors = await lake.lines(`errors/${prefix}`);
  const refused = errors.flatMap(refusedResults);
  const inLake = new Set((await lake.rows(prefix)).map(name));
  const found = new Set([...inLake, ...refused.filter(leavesFieldsOut).map(name)]);
  const onStream = new Set((await remote.stream()).map(name));
  if (!isDeepStrictEqual(found, onStream))
    throw new CheckFailed(
      `${inLake.size} of ${onStream.size} results below ${prefix}${errors[0] ? `: ${errors[0]}` : ''}`,
    );
  const left = onStream.size - inLake.size;
  return `${inLake.size} results as Parquet${left ? `; ${left} refused by the emulator, for a field that a struct leaves out` : ''}`;
}

/** The results of a record that was not delivered, as the line below the error prefix has it. */
function refusedResults(line: string): ResultRecord[] {
  const { rawData } = JSON.parse(line) as { rawData: string };
  const lines = Buffer.from(rawData, 'base64').toString().trim().split('\n');
  return lines.map(text => JSON.parse(text) as ResultRecord);
}

/** An entry of a topK has an error only where its count may be too high. */
function leavesFieldsOut({ values }: ResultRecord): boolean {
  const lists = Object.values(values).filter(value => Array.isArray(value)) as unknown[][];
  return lists.flat().some(entry => typeof entry === 'object' && entry !== null && !('error' in entry));
}

/** Whether the objects below a prefix hold exactly these lines, in any order. */
export async function checkLines(lake: RemoteLake, prefix: string, expected: readonly string[]): Promise<string> {
  const lines = (await lake.lines(prefix)).sort();
  if (!isDeepStrictEqual(lines, [...expected].sort()))
    throw new CheckFailed(`${lines.length} lines below ${prefix}, not the ${expected.length} that were put`);
  return `${lines.length} lines`;
}
