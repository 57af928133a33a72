/// <reference lib="dom" />
/**
 * Sends page views to the collector: one when the page is loaded and one for each navigation within it. No cookie, nothing
 * stored, no id: the collector counts visitors by a hash that changes every day.
 *
 *   <script defer src="https://.../tracker.js" data-collect="https://.../collect"></script>
 *
 * data-collect     where views go; without it, `/collect` beside the script
 * data-query       keeps the whole query string; without it, only its UTM parameters
 * data-hash        counts `#...` as part of the address, for sites that route by it
 * data-everywhere  also sends from localhost, from files and from driven browsers
 */
export {};

const script = document.currentScript as HTMLScriptElement | null;
const { collect, query, hash, everywhere } = script?.dataset ?? {};
const endpoint = collect ?? new URL('/collect', script?.src ?? location.href).href;
/** The collector's longest, characters. */
const URL_MAX = 2_048;
let last: string | undefined;
/** Where the visitor came from, without path and query; told with the first view only. */
let referrer = /^https?:\/\/[^/?#]+/.exec(document.referrer)?.[0];

function address(): string {
  const parameters = new URLSearchParams(location.search);
  if (query === undefined)
    for (const name of [...parameters.keys()]) if (!name.startsWith('utm_')) parameters.delete(name);
  const kept = parameters.toString();
  const url = location.origin + location.pathname + (kept && `?${kept}`) + (hash === undefined ? '' : location.hash);
  return url.slice(0, URL_MAX);
}

function send(url: string): void {
  const body = JSON.stringify({ url, screen_resolution: `${screen.width}x${screen.height}`, referrer });
  referrer = undefined;
  const beacon = (): unknown => navigator.sendBeacon?.(endpoint, body);
  try {
    fetch(endpoint, { method: 'POST', body, keepalive: true, credentials: 'omit' }).catch(beacon);
  } catch {
    beacon();
  }
}

/** Sends the page's address where it is another than the last one sent. */
function view(): void {
  const url = address();
  if (url !== last) send((last = url));
}

function follow(name: 'pushState' | 'replaceState'): void {
  const original = history[name];
  history[name] = function (...args) {
    original.apply(this, args);
    view();
  };
}

const isLocal =
  /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(location.hostname) || location.protocol === 'file:';
if (everywhere !== undefined || !(isLocal || navigator.webdriver)) {
  follow('pushState');
  follow('replaceState');
  addEventListener('popstate', view);
  if (hash !== undefined) addEventListener('hashchange', view);
  if ((document as { prerendering?: boolean }).prerendering)
    document.addEventListener('prerenderingchange', view, { once: true });
  else view();
}
