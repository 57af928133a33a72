import type { Clock } from '../engine/ports';
import { describePipeline, findQuery, findSource, type Source } from './catalogue';
import type { PipelinesAnswer } from './contract';
import { type ApiRequest, type ApiResponse, json, Refused } from './http';
import { readKeys } from './keys';
import type { LiveRequest } from './live';
import { openApi } from './openapi';
import { checkNames, readCount, readCursor, readKey, readLimit, readTime, readTimeRange } from './parameters';
import { finest, readQueries, readSeveral } from './several';
import { readStatus } from './status';
import { readTop } from './top';
import { readWindows } from './windows';

export interface ApiDeps {
  readonly sources: readonly Source[];
  readonly clock: Clock;
}

/** What a route leads to: an answer, or a stream of events that the server holds open or cuts short. */
export type Outcome =
  | { readonly kind: 'answer'; readonly response: ApiResponse }
  | { readonly kind: 'live'; readonly source: Source; readonly request: LiveRequest };

type Route = (deps: ApiDeps, request: ApiRequest, names: readonly string[]) => Promise<Outcome>;

const answer = (body: unknown): Outcome => ({ kind: 'answer', response: json(200, body) });

const pipelines: Route = async ({ sources }, { query }) => {
  checkNames(query, []);
  return answer({ pipelines: sources.map(({ pipeline }) => describePipeline(pipeline)) } satisfies PipelinesAnswer);
};

const windows: Route = async ({ sources, clock }, { query: parameters }, [pipeline, name]) => {
  const source = findSource(sources, pipeline!);
  const query = findQuery(source, name!);
  checkNames(parameters, ['key', 'from', 'to', 'limit', 'cursor']);
  const key = readKey(parameters, source.pipeline, query);
  const [limit, cursor] = [readLimit(parameters), readCursor(parameters)];
  return answer(
    await readWindows(source, query, { ...readTimeRange(parameters), key, limit, cursor, nowMs: clock.now() }),
  );
};

const several: Route = async ({ sources, clock }, { query: parameters }, [pipeline]) => {
  const source = findSource(sources, pipeline!);
  checkNames(parameters, ['queries', 'most', 'key', 'from', 'to', 'limit']);
  const named = readQueries(parameters, source);
  const range = readTimeRange(parameters);
  const most = readCount(parameters, 'most');
  const spanMs = range.toMs - range.fromMs;
  if (most !== undefined && spanMs === Infinity)
    throw new Refused(400, 'most: needs from and to, the span that is shown');
  const queries = most === undefined ? named : [finest(named, spanMs, most)];
  return answer(
    await readSeveral(source, queries, parameters, {
      ...range,
      limit: readLimit(parameters, most),
      nowMs: clock.now(),
    }),
  );
};

const top: Route = async ({ sources }, { query: parameters }, [pipeline, name]) => {
  const source = findSource(sources, pipeline!);
  const query = findQuery(source, name!);
  checkNames(parameters, ['start', 'by', 'limit']);
  const by = parameters.get('by') || undefined;
  return answer(
    await readTop(source, query, { startMs: readTime(parameters, 'start'), by, limit: readLimit(parameters) }),
  );
};

const keys: Route = async ({ sources }, { query: parameters }, [pipeline, name]) => {
  const source = findSource(sources, pipeline!);
  const query = findQuery(source, name!);
  checkNames(parameters, ['limit']);
  return answer(await readKeys(source, query, readLimit(parameters)));
};

const status: Route = async ({ sources, clock }, { query }, [pipeline]) => {
  const source = findSource(sources, pipeline!);
  checkNames(query, []);
  return answer(await readStatus(source, clock.now()));
};

const live: Route = async ({ sources }, { query: parameters, headers }, [pipeline]) => {
  const source = findSource(sources, pipeline!);
  checkNames(parameters, ['query', 'queries', 'key']);
  const name = parameters.get('query');
  if (name && parameters.has('queries')) throw new Refused(400, 'queries: cannot be combined with query');
  const queries = name
    ? [findQuery(source, name)]
    : parameters.has('queries')
      ? readQueries(parameters, source, source.pipeline.queries.length)
      : source.pipeline.queries;
  if (parameters.get('key') && !name) throw new Refused(400, 'key: needs query, whose key it is');
  const key = readKey(parameters, source.pipeline, queries[0]!);
  return { kind: 'live', source, request: { queries, key, sinceEpoch: sinceEpoch(headers['last-event-id']) } };
};

const document: Route = async () => answer(openApi);

/** Of the API's own events; anything else begins anew. */
function sinceEpoch(lastEventId: string | undefined): number | undefined {
  return lastEventId !== undefined && /^\d{1,12}$/.test(lastEventId) ? Number(lastEventId) : undefined;
}

/** By path: `*` stands for a name. */
const ROUTES: readonly (readonly [path: string, route: Route])[] = [
  ['/pipelines', pipelines],
  ['/pipelines/*/windows', several],
  ['/pipelines/*/queries/*/windows', windows],
  ['/pipelines/*/queries/*/top', top],
  ['/pipelines/*/queries/*/keys', keys],
  ['/pipelines/*/status', status],
  ['/pipelines/*/live', live],
  ['/openapi.json', document],
];

/** The route of a path and the names in it; undefined where there is none. */
export function findRoute(path: string): { readonly route: Route; readonly names: readonly string[] } | undefined {
  const parts = path.split('/');
  for (const [pattern, route] of ROUTES) {
    const wanted = pattern.split('/');
    if (parts.length !== wanted.length || !wanted.every((part, i) => part === '*' || part === parts[i])) continue;
    return { route, names: parts.filter((_, i) => wanted[i] === '*').map(decode) };
  }
  return undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refused(400, `path: ${JSON.stringify(part.slice(0, 100))} is not an encoded name`);
  }
}
