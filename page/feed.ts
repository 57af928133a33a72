/// <reference lib="dom" />
import type { PipelinesAnswer, StatusAnswer, WindowsAnswer } from '../api/contract';
import type { ResultRecord } from '../engine/results/result-row';

export type Connection = 'connecting' | 'live' | 'lost';

/** A revision as it comes live: a session may be taken back. */
export type LiveRecord = ResultRecord & { readonly retracted?: true };

export interface FeedEvents {
  readonly onWindow: (record: LiveRecord) => void;
  readonly onStatus: (status: StatusAnswer) => void;
  readonly onConnection: (state: Connection) => void;
}

/** A connection that is back within this was not lost, ms: a server that cannot hold one answers again and again. */
const LOST_AFTER_MS = 5_000;
/** How long to wait before a closed connection is tried again, ms: an EventSource gives up where a server answers 503. */
const AGAIN_AFTER_MS = 1_500;
/** The API's highest limit. */
const HISTORY_WINDOWS_MAX = 1_000;

/** The API asks who it is: a session has ended, or was never begun. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

/**
 * @throws Error with the API's own line where it refuses.
 * @throws SignedOut
 */
async function ask<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const headers = { accept: 'application/json' };
  const response = await fetch(path, { headers, ...(signal && { signal }) }).catch(() => {
    throw new Error('the server does not answer');
  });
  if (response.status === 401) throw new SignedOut('your session has ended');
  const answer = (await response.json()) as Answer & { readonly error?: string };
  if (!response.ok) throw new Error(answer.error ?? `${path}: ${response.status}`);
  return answer;
}

export const readPipelines = (): Promise<PipelinesAnswer> => ask('/pipelines');

export interface HistoryRequest {
  readonly pipeline: string;
  readonly query: string;
  /** As JSON; undefined: of all keys. */
  readonly key: string | undefined;
  readonly fromMs: number;
  /** Infinity: as far as there are windows. */
  readonly toMs: number;
}

export interface HistoryAnswer {
  readonly windows: readonly ResultRecord[];
  /** There are more, older ones. */
  readonly isCut: boolean;
}

/** The windows that start in [fromMs, toMs), newest first, in at most so many answers. */
export async function readHistory(
  { pipeline, query, key, fromMs, toMs }: HistoryRequest,
  answersMax: number,
  signal: AbortSignal,
): Promise<HistoryAnswer> {
  const parameters = new URLSearchParams({ from: timeOf(fromMs), limit: String(HISTORY_WINDOWS_MAX) });
  if (toMs !== Infinity) parameters.set('to', timeOf(toMs));
  if (key !== undefined) parameters.set('key', key);
  const path = `/pipelines/${encodeURIComponent(pipeline)}/queries/${encodeURIComponent(query)}/windows`;
  const found: ResultRecord[] = [];
  for (let answers = 0; answers < answersMax; answers++) {
    const { windows, cursor } = await ask<WindowsAnswer>(`${path}?${parameters}`, signal);
    found.push(...windows);
    if (cursor === null) return { windows: found, isCut: false };
    parameters.set('cursor', cursor);
  }
  return { windows: found, isCut: true };
}

const timeOf = (ms: number): string => new Date(Math.max(0, Math.floor(ms))).toISOString();

/** Follows queries of a pipeline until the returned function is called. */
export function follow(
  pipeline: string,
  queries: readonly string[],
  { onWindow, onStatus, onConnection }: FeedEvents,
): () => void {
  const names = new URLSearchParams({ queries: queries.join(',') }).toString();
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  let losing: ReturnType<typeof setTimeout> | undefined;
  const connect = (): void => {
    source = new EventSource(`/pipelines/${encodeURIComponent(pipeline)}/live?${names}`);
    source.addEventListener('open', () => {
      clearTimeout(losing);
      losing = undefined;
      onConnection('live');
    });
    source.addEventListener('window', event => onWindow(JSON.parse(event.data as string) as ResultRecord));
    source.addEventListener('status', event => onStatus(JSON.parse(event.data as string) as StatusAnswer));
    source.addEventListener('error', () => {
      losing ??= setTimeout(() => onConnection('lost'), LOST_AFTER_MS);
      if (source.readyState === EventSource.CLOSED) again = setTimeout(connect, AGAIN_AFTER_MS);
    });
  };
  onConnection('connecting');
  connect();
  return () => {
    clearTimeout(again);
    clearTimeout(losing);
    source.close();
  };
}
