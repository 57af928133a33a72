import { gzipSync } from 'node:zlib';
import { runInNewContext } from 'node:vm';
import { buildTracker } from '../../tracker/build';

const code = buildTracker();

interface Sent {
  readonly to: string;
  readonly by: 'fetch' | 'beacon';
  readonly body: { readonly url: string; readonly screen_resolution: string; readonly referrer?: string };
}

interface Settings {
  readonly dataset?: Record<string, string>;
  readonly webdriver?: boolean;
  readonly fetchFails?: boolean;
  readonly prerendering?: boolean;
  readonly referrer?: string;
}

/** The parts of a browser that the tracker touches, with the script loaded on a page. */
function load(url: string, settings: Settings = {}) {
  const sent: Sent[] = [];
  const listeners = new Map<string, () => void>();
  const listen = (name: string, listener: () => void): void => void listeners.set(name, listener);
  const location = new URL(url);
  const go = (_state: unknown, _title: string, to?: string): void => {
    if (to !== undefined) location.href = new URL(to, location.href).href;
  };
  const history = { pushState: go, replaceState: go };
  const fetch = (to: string, options: { body: string; keepalive: boolean; credentials: string }) => {
    expect(options).toMatchObject({ method: 'POST', keepalive: true, credentials: 'omit' });
    if (settings.fetchFails) return Promise.reject(new TypeError('network'));
    sent.push({ to, by: 'fetch', body: JSON.parse(options.body) as Sent['body'] });
    return Promise.resolve();
  };
  runInNewContext(code, {
    URL,
    URLSearchParams,
    location,
    history,
    fetch,
    screen: { width: 1440, height: 900 },
    addEventListener: listen,
    document: {
      currentScript: { dataset: settings.dataset ?? {}, src: 'https://views.example.net/tracker.js' },
      prerendering: settings.prerendering ?? false,
      referrer: settings.referrer ?? '',
      addEventListener: listen,
    },
    navigator: {
      webdriver: settings.webdriver ?? false,
      sendBeacon: (to: string, body: string) => sent.push({ to, by: 'beacon', body: JSON.parse(body) as Sent['body'] }),
    },
  });
  return { sent, history, location, fire: (name: string) => listeners.get(name)?.() };
}

const urls = (sent: readonly Sent[]): string[] => sent.map(({ body }) => body.url);

test('it is at most 2 kB, compressed', () => {
  expect(gzipSync(code).length).toBeLessThanOrEqual(2_000);
});

test('a page that loads sends a view to the collector beside the script', () => {
  const { sent } = load('https://example.com/home');
  expect(sent).toEqual([
    {
      to: 'https://views.example.net/collect',
      by: 'fetch',
      body: { url: 'https://example.com/home', screen_resolution: '1440x900' },
    },
  ]);
});

test('of the query string only UTM parameters are sent, unless all are asked for', () => {
  const url = 'https://example.com/home?token=secret&utm_source=mail&utm_medium=e%20mail#part';
  expect(urls(load(url).sent)).toEqual(['https://example.com/home?utm_source=mail&utm_medium=e+mail']);
  expect(urls(load(url, { dataset: { query: '', hash: '' } }).sent)).toEqual([
    'https://example.com/home?token=secret&utm_source=mail&utm_medium=e+mail#part',
  ]);
});

test('the first view tells the site that led here, and neither its path nor its query', () => {
  const { sent, history } = load('https://example.com/a', { referrer: 'https://example.org/find?q=secret' });
  history.pushState({}, '', '/b');
  expect(sent.map(({ body }) => body.referrer)).toEqual(['https://example.org', undefined]);
});

test('an address longer than the collector takes is cut, and not lost', () => {
  const { sent } = load(`https://example.com/${'x'.repeat(3_000)}`);
  expect(urls(sent)[0]).toBe(`https://example.com/${'x'.repeat(2_028)}`);
});

test('each navigation within the page is a view, and none that leads nowhere new', () => {
  const { sent, history, location, fire } = load('https://example.com/a');
  history.pushState({}, '', '/b');
  history.replaceState({ scroll: 1 }, '');
  history.replaceState({}, '', '/c');
  history.pushState({}, '', '/c?tab=2');
  location.href = 'https://example.com/b';
  fire('popstate');
  expect(urls(sent).map(url => new URL(url).pathname)).toEqual(['/a', '/b', '/c', '/b']);
});

test.each([
  'http://localhost:8080/',
  'http://app.localhost/',
  'http://127.0.0.1/',
  'http://[::1]/',
  'file:///home/me/a.html',
])('nothing is sent from %s unless told otherwise', url => {
  const { sent, history } = load(url);
  history.pushState({}, '', '/b');
  expect(sent).toEqual([]);
  expect(load(url, { dataset: { everywhere: '' } }).sent).toHaveLength(1);
});

test('nothing is sent from a driven browser unless told otherwise', () => {
  const webdriver = true;
  expect(load('https://example.com/', { webdriver }).sent).toEqual([]);
  expect(load('https://example.com/', { webdriver, dataset: { everywhere: '' } }).sent).toHaveLength(1);
});

test('a beacon is sent where fetch fails', async () => {
  const { sent } = load('https://example.com/', { fetchFails: true, dataset: { collect: 'https://elsewhere.test/c' } });
  await new Promise(resolve => setImmediate(resolve));
  expect(sent).toMatchObject([{ to: 'https://elsewhere.test/c', by: 'beacon' }]);
});

test('a page that is rendered ahead counts when it is shown', () => {
  const { sent, fire } = load('https://example.com/next', { prerendering: true });
  expect(sent).toEqual([]);
  fire('prerenderingchange');
  expect(urls(sent)).toEqual(['https://example.com/next']);
});

test('it touches no cookie and no storage', () => {
  expect(code).not.toMatch(/cookie|localStorage|sessionStorage|indexedDB/);
});
