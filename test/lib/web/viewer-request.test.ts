import { runInNewContext } from 'node:vm';
import { VIEWER_REQUEST } from '../../../lib/web/viewer-request';

interface Request {
  readonly uri: string;
  readonly cookies: Record<string, { readonly value: string }>;
  readonly headers: Record<string, { readonly value: string }>;
}

const SESSION = { tidemark_session: { value: 'token' } };

/** What CloudFront's function makes of a request. */
function handle(uri: string, cookies: Request['cookies'] = {}, headers: Request['headers'] = {}) {
  const request: Request = { uri, cookies: { ...cookies }, headers: { ...headers } };
  const result: unknown = runInNewContext(`${VIEWER_REQUEST}; handler({ request: given })`, { given: request });
  return JSON.parse(JSON.stringify(result)) as Request & {
    readonly statusCode?: number;
    readonly headers: { readonly location?: { readonly value: string } };
  };
}

test.each(['/pipelines', '/pipelines/trades/status', '/openapi.json'])(
  'a session at %s becomes a bearer token',
  uri => {
    const { headers, cookies } = handle(uri, SESSION);
    expect(headers).toEqual({ authorization: { value: 'Bearer token' } });
    expect(cookies).toEqual({});
  },
);

test('the API is asked without a token where there is no session, and refuses itself', () => {
  expect(handle('/pipelines')).toEqual({ uri: '/pipelines', cookies: {}, headers: {} });
});

test("a client's own token stands", () => {
  const own = { authorization: { value: 'Bearer mine' } };
  expect(handle('/pipelines', SESSION, own).headers).toEqual(own);
});

test.each(['/', '/index.html', '/page.js', '/pipelinesque'])('without a session, %s leads to the sign-in', uri => {
  expect(handle(uri)).toMatchObject({ statusCode: 302, headers: { location: { value: '/sign-in.html' } } });
  expect(handle(uri, SESSION)).toMatchObject({ uri });
});

test.each(['/sign-in.html', '/sign-in.js', '/settings.json'])('%s is there for whoever signs in', uri => {
  expect(handle(uri)).toEqual({ uri, cookies: {}, headers: {} });
});
