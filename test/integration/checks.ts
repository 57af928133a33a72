import { isDeepStrictEqual } from 'node:util';
import type { ResultRecord } from '../../engine/results/result-row';
import type { AuditSummary } from '../../lambda/audit';
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
 * Whether the lake holds, as Parquet, each revision that the stream carried. Firehose reads the empty key of a query without
 * groupBy as a struct without values; MiniStack's converter (DuckDB) takes `{}` for a map and refuses the record. It must
 * then say so below the error prefix, and refuse nothing else.
 */
export async function checkResultsInLake(remote: RemotePipeline, lake: RemoteLake, prefix: string): Promise<string> {
  const errors = await lake.lines(`errors/${prefix}`);
  const refused = errors.flatMap(refusedResults);
  const inLake = new Set((await lake.rows(prefix)).map(nameOf));
  const found = new Set([...inLake, ...refused.filter(hasEmptyKey).map(nameOf)]);
  const onStream = new Set((await remote.stream()).map(nameOf));
  if (!isDeepStrictEqual(found, onStream))
    throw new CheckFailed(
      `${inLake.size} of ${onStream.size} results below ${prefix}${errors[0] ? `: ${errors[0]}` : ''}`,
    );
  const left = onStream.size - inLake.size;
  return `${inLake.size} results as Parquet${left ? `; ${left} refused by the emulator, whose converter takes an empty key for a map` : ''}`;
}

const nameOf = ({ id, revision }: { id?: unknown; revision?: unknown }): string => `${String(id)} ${String(revision)}`;

/** The results of a record that was not converted, as the line below the error prefix has it; none for another error. */
function refusedResults(line: string): ResultRecord[] {
  const { rawData, ErrorMessage } = JSON.parse(line) as { rawData: string; ErrorMessage?: string };
  if (ErrorMessage !== 'Data does not match the schema.') return [];
  const lines = Buffer.from(rawData, 'base64').toString().trim().split('\n');
  return lines.map(text => JSON.parse(text) as ResultRecord);
}

const hasEmptyKey = ({ key }: ResultRecord): boolean => Object.keys(key).length === 0;

/** Whether the deployed audit, asked now, has read commits again and finds that they agree with the stream. */
export async function checkAudit(functionName: string, endpoint: string): Promise<string> {
  const path = `/2015-03-31/functions/${functionName}/invocations`;
  const response = await fetch(new URL(path, endpoint), { method: 'POST', body: '{}' });
  const text = await response.text();
  if (!response.ok || response.headers.has('x-amz-function-error')) throw new CheckFailed(text);
  const { commits, records, findings } = JSON.parse(text) as AuditSummary;
  if (commits === 0 || findings.length > 0) throw new CheckFailed(text);
  return `${records} records of ${commits} commits agree`;
}

/** Whether the objects below a prefix hold exactly these lines, in any order. */
export async function checkLines(lake: RemoteLake, prefix: string, expected: readonly string[]): Promise<string> {
  const lines = (await lake.lines(prefix)).sort();
  if (!isDeepStrictEqual(lines, [...expected].sort()))
    throw new CheckFailed(`${lines.length} lines below ${prefix}, not the ${expected.length} that were put`);
  return `${lines.length} lines`;
}
