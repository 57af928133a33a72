/// <reference lib="dom" />
/**
 * Signs in at the user pool by the authorization code flow with PKCE (RFC 7636), and keeps the access token in a cookie for
 * as long as it is valid. The distribution passes the cookie to the API as an Authorization header.
 */
export {};

interface Settings {
  /** Of the user pool's sign-in pages, such as `https://....amazoncognito.com`. */
  readonly domain: string;
  readonly clientId: string;
}

const redirectUri = `${location.origin}/sign-in.html`;
const COOKIE = 'tidemark_session';

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

async function begin({ domain, clientId }: Settings): Promise<void> {
  const verifier = base64Url(crypto.getRandomValues(new Uint8Array(48)));
  const state = base64Url(crypto.getRandomValues(new Uint8Array(16)));
  sessionStorage.setItem(state, verifier);
  const challenge = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'openid',
    state,
    code_challenge: base64Url(new Uint8Array(challenge)),
    code_challenge_method: 'S256',
  });
  location.replace(`${domain}/oauth2/authorize?${query}`);
}

async function finish({ domain, clientId }: Settings, code: string, state: string): Promise<void> {
  const verifier = sessionStorage.getItem(state);
  if (verifier === null) throw new Error('this sign-in was not begun here: open the page again');
  sessionStorage.removeItem(state);
  const answer = await fetch(`${domain}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  if (!answer.ok) throw new Error(`the user pool answers ${answer.status}`);
  const { access_token: token, expires_in: seconds } = (await answer.json()) as {
    access_token: string;
    expires_in: number;
  };
  document.cookie = `${COOKIE}=${token}; Path=/; Max-Age=${seconds}; Secure; SameSite=Strict`;
  location.replace('/');
}

async function signIn(): Promise<void> {
  const settings = (await (await fetch('/settings.json')).json()) as Settings;
  const parameters = new URLSearchParams(location.search);
  const [code, state, error] = ['code', 'state', 'error'].map(name => parameters.get(name));
  if (error) throw new Error(`${error}: ${parameters.get('error_description') ?? ''}`);
  await (code && state ? finish(settings, code, state) : begin(settings));
}

signIn().catch((error: unknown) => {
  document.body.textContent = `Not signed in: ${error instanceof Error ? error.message : String(error)}`;
});
