import { createHash, webcrypto } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { buildSignIn } from '../../sign-in/build';

const code = buildSignIn().get('/sign-in.js')!;
const POOL = 'https://tidemark.auth.example.com';

interface Visit {
  /** Where the page leads to; undefined where it stays. */
  readonly to: URL | undefined;
  readonly cookies: readonly string[];
  readonly text: string;
  /** Forms sent to the user pool. */
  readonly sent: readonly (readonly [address: string, form: Record<string, string>])[];
}

/** Visits the sign-in page with a query string, in a tab whose session storage is given. */
async function visit(search: string, storage: Map<string, string>, tokenStatus = 200): Promise<Visit> {
  const seen = {
    to: undefined as URL | undefined,
    cookies: [] as string[],
    text: '',
    sent: [] as Visit['sent'][number][],
  };
  const origin = 'https://page.example.com';
  const fetch = (address: string, options?: { body: URLSearchParams }) => {
    if (address === '/settings.json') return Promise.resolve(answer({ domain: POOL, clientId: 'client' }));
    seen.sent.push([address, Object.fromEntries(options!.body)]);
    return Promise.resolve(answer({ access_token: 'token', expires_in: 28_800 }, tokenStatus));
  };
  await new Promise<void>(resolve => {
    const body = {
      set textContent(text: string) {
        seen.text = text;
        resolve();
      },
    };
    const document = {
      body,
      set cookie(text: string) {
        seen.cookies.push(text);
      },
    };
    const replace = (to: string): void => {
      seen.to = new URL(to, origin);
      resolve();
    };
    const sessionStorage = {
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, value: string) => void storage.set(name, value),
      removeItem: (name: string) => void storage.delete(name),
    };
    const location = { origin, search, replace };
    const globals = { Uint8Array, TextEncoder, URLSearchParams, btoa, crypto: webcrypto };
    runInNewContext(code, { ...globals, document, fetch, location, sessionStorage });
  });
  return seen;
}

const answer = (body: unknown, status = 200) => ({ ok: status === 200, status, json: () => Promise.resolve(body) });

test('whoever has not signed in is led to the user pool, with a challenge whose secret stays in the tab', async () => {
  const storage = new Map<string, string>();
  const { to, cookies } = await visit('', storage);
  expect(to!.origin + to!.pathname).toBe(`${POOL}/oauth2/authorize`);
  const { state, code_challenge: challenge, ...rest } = Object.fromEntries(to!.searchParams);
  expect(rest).toEqual({
    response_type: 'code',
    client_id: 'client',
    redirect_uri: 'https://page.example.com/sign-in.html',
    scope: 'openid',
    code_challenge_method: 'S256',
  });
  const verifier = storage.get(state!)!;
  expect(verifier).toMatch(/^[\w-]{64}$/);
  expect(createHash('sha256').update(verifier).digest('base64url')).toBe(challenge);
  expect(to!.href).not.toContain(verifier);
  expect(cookies).toEqual([]);
});

test('whoever comes back gets a session that only this site is sent, over TLS, and not for longer than its token', async () => {
  const storage = new Map([['state', 'verifier']]);
  const { to, cookies, sent } = await visit('?code=abc&state=state', storage);
  expect(sent).toEqual([
    [
      `${POOL}/oauth2/token`,
      {
        grant_type: 'authorization_code',
        client_id: 'client',
        redirect_uri: 'https://page.example.com/sign-in.html',
        code: 'abc',
        code_verifier: 'verifier',
      },
    ],
  ]);
  expect(cookies).toEqual(['tidemark_session=token; Path=/; Max-Age=28800; Secure; SameSite=Strict']);
  expect(to!.href).toBe('https://page.example.com/');
  expect(storage.size).toBe(0);
});

test.each([
  ['?code=abc&state=another', 200, 'Not signed in: this sign-in was not begun here: open the page again'],
  ['?code=abc&state=state', 400, 'Not signed in: the user pool answers 400'],
  ['?error=access_denied&error_description=no', 200, 'Not signed in: access_denied: no'],
])('%s with an answer of %i gives no session, and one line', async (search, status, line) => {
  const { to, cookies, text } = await visit(search, new Map([['state', 'verifier']]), status);
  expect(text).toBe(line);
  expect(to).toBeUndefined();
  expect(cookies).toEqual([]);
});
