import type { ErrorAnswer } from './contract';
import { type ApiRequest, type ApiResponse, json, Refused } from './http';
import { liveBurst } from './live';
import { type ApiDeps, findRoute, type Outcome } from './routes';

export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
} as const;

/**
 * Where a request leads. What a user got wrong is an answer of 400, 404 or 405 with one line; only infrastructure errors
 * reject.
 */
export async function route(request: ApiRequest, deps: ApiDeps): Promise<Outcome> {
  try {
    const found = findRoute(request.path);
    if (!found) throw new Refused(404, 'no such path: see /openapi.json');
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new Refused(405, 'method: only GET');
    return await found.route(deps, request, found.names);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { kind: 'answer', response: refusal(error) };
  }
}

/** The whole answer to a request, for servers that cannot stream: live events come as one look with a time to come back. */
export async function handle(request: ApiRequest, deps: ApiDeps): Promise<ApiResponse> {
  const outcome = await route(request, deps);
  if (outcome.kind === 'answer') return outcome.response;
  return {
    status: 200,
    headers: EVENT_STREAM_HEADERS,
    body: await liveBurst(outcome.source, outcome.request, deps.clock),
  };
}

/** Whether a path is the API's, whatever the method. */
export const isApiPath = (path: string): boolean => path === '/openapi.json' || /^\/pipelines(\/|$)/.test(path);

export function refusal({ status, message }: Refused): ApiResponse {
  const allow = status === 405 ? { allow: 'GET, HEAD' } : {};
  return json(status, { error: message } satisfies ErrorAnswer, allow);
}
