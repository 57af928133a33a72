import { isbot } from 'isbot';
import type { ApiRequest, ApiResponse } from '../api/http';
import { json } from '../api/http';
import type { Clock, OutputStream } from '../engine/ports';
import { BadPageView, type Defaults, type PageView, toPageView } from './page-view';
import { readUserAgent } from './user-agent';
import { readViewer } from './viewer';
import { type DailySalts, dayOf, visitorId } from './visitor';

export interface CollectRequest extends ApiRequest {
  readonly body: Uint8Array;
  /** The client's address, or that of the CloudFront in front of it. It goes into the visitor's hash and nowhere else. */
  readonly address: string;
}

export interface CollectDeps {
  readonly stream: OutputStream;
  readonly salts: DailySalts;
  readonly clock: Clock;
  /** Whether pages of an origin, such as `https://example.com`, may send views. Requests that name none come from no page. */
  readonly isAllowedOrigin: (origin: string) => boolean;
  /** Whether a view of a client that sends `DNT: 1` or `Sec-GPC: 1` is dropped, unread. */
  readonly honourDoNotTrack: boolean;
}

/** Of a body, bytes, and of page views in it. */
export const BODY_BYTES_MAX = 64 * 1024;
const VIEWS_MAX = 100;
/** How often a record that Kinesis refuses is sent. */
const TRIES = 3;
const RETRY_AFTER_MS = 100;

/**
 * `POST /collect`: one page view or an array of them, as JSON, also under `text/plain`, for which browsers send no preflight
 * request. 202 when they are on the stream; 400 naming the field, and then none of them is.
 */
export async function collect(request: CollectRequest, deps: CollectDeps): Promise<ApiResponse> {
  const { origin } = request.headers;
  if (origin !== undefined && !deps.isAllowedOrigin(origin)) return refused(403, 'origin: not one that may send views');
  const cors: Record<string, string> =
    origin === undefined ? {} : { 'access-control-allow-origin': origin, vary: 'origin' };
  if (request.method === 'OPTIONS') return { status: 204, headers: { ...cors, ...PREFLIGHT }, body: '' };
  if (request.method !== 'POST') return refused(405, 'method: only POST', { ...cors, allow: 'POST, OPTIONS' });
  if (deps.honourDoNotTrack && asksNotToBeTracked(request.headers)) return json(202, { accepted: 0 }, cors);
  try {
    const views = await readViews(request, deps);
    if (!(await put(views, deps)))
      return refused(503, 'the stream takes no more at present', { ...cors, 'retry-after': '5' });
    return json(202, { accepted: views.length }, cors);
  } catch (error) {
    if (!(error instanceof BadPageView)) throw error;
    return refused(400, error.message, cors);
  }
}

const PREFLIGHT = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '86400',
};

const refused = (status: number, error: string, headers: Record<string, string> = {}): ApiResponse =>
  json(status, { error }, headers);

const asksNotToBeTracked = (headers: ApiRequest['headers']): boolean =>
  headers['dnt'] === '1' || headers['sec-gpc'] === '1';

async function readViews(request: CollectRequest, { clock, salts }: CollectDeps): Promise<PageView[]> {
  const body = parse(request.body);
  const nowMs = clock.now();
  const salt = await salts.of(dayOf(nowMs));
  const { country, address = request.address } = readViewer(request.headers);
  const userAgent = (request.headers['user-agent'] ?? '').slice(0, 1_024);
  const defaults: Defaults = {
    nowMs,
    visitor: host => visitorId(salt, host, address, userAgent),
    ...readUserAgent(userAgent),
    country,
    isBot: userAgent === '' || isbot(userAgent),
  };
  if (!Array.isArray(body)) return [toPageView(body, defaults)];
  if (body.length === 0) throw new BadPageView('body: no page view');
  if (body.length > VIEWS_MAX) throw new BadPageView(`body: more than ${VIEWS_MAX} page views`);
  return body.map((view, i) => {
    try {
      return toPageView(view, defaults);
    } catch (error) {
      throw error instanceof BadPageView ? new BadPageView(`[${i}].${error.message}`) : error;
    }
  });
}

function parse(body: Uint8Array): unknown {
  if (body.length > BODY_BYTES_MAX) throw new BadPageView(`body: longer than ${BODY_BYTES_MAX} bytes`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new BadPageView('body: expected JSON in UTF-8');
  }
}

/** One record for the request's views: Kinesis bills records by the started 25 KB. */
async function put(views: readonly PageView[], { stream, clock }: CollectDeps): Promise<boolean> {
  const data = Buffer.from(views.map(view => JSON.stringify(view) + '\n').join(''));
  const record = { partitionKey: views[0]!.anonymous_user_id, data };
  for (let tries = 1; ; tries++) {
    if ((await stream.putRecords([record])).length === 0) return true;
    if (tries === TRIES) return false;
    await clock.sleep(RETRY_AFTER_MS * tries);
  }
}
