import type { Query } from '../engine/definition/pipeline';
import { everyMs } from '../engine/windows/usual';
import { readKey } from './parameters';
import { findQuery, type Source } from './catalogue';
import type { SeveralAnswer } from './contract';
import { Refused } from './http';
import { readWindows, type WindowsRequest } from './windows';

/** Queries asked for in one request, which share what one may read. */
const QUERIES_MAX = 8;

/** The queries that a list of names stands for, each once; at most `most`. */
export function readQueries(parameters: URLSearchParams, source: Source, most: number = QUERIES_MAX): readonly Query[] {
  const text = parameters.get('queries');
  if (text === null || text === '')
    throw new Refused(
      400,
      `queries: expected names, such as ${source.pipeline.queries.map(({ name }) => name).join(',')}`,
    );
  const names = [...new Set(text.split(','))];
  if (names.length > most) throw new Refused(400, `queries: ${names.length} are more than ${most}`);
  return names.map(name => findQuery(source, name));
}

/** Of the queries the one whose windows show most of a span in at most so many of them; if all have more, the one with the fewest. */
export function finest(queries: readonly Query[], spanMs: number, windowsMax: number): Query {
  const sessions = queries.find(({ window }) => window.kind === 'session');
  if (sessions) throw new Refused(400, `most: ${sessions.name} has sessions, of which nobody knows how many there are`);
  const ordered = [...queries].sort((a, b) => everyMs(a.window) - everyMs(b.window));
  return ordered.find(({ window }) => spanMs / everyMs(window) <= windowsMax) ?? ordered.at(-1)!;
}

/** A page of each query's windows. Each has a cursor of its own, for the query's own path. */
export async function readSeveral(
  source: Source,
  queries: readonly Query[],
  parameters: URLSearchParams,
  request: Pick<WindowsRequest, 'fromMs' | 'toMs' | 'limit' | 'nowMs'>,
): Promise<SeveralAnswer> {
  const answers = queries.map(async query => {
    const key = readKey(parameters, source.pipeline, query);
    const asked = { ...request, key, cursor: undefined, share: 1 / queries.length };
    return { query: query.name, ...(await readWindows(source, query, asked)) };
  });
  return { queries: await Promise.all(answers) };
}
