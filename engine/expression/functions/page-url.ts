/** Longest text that is taken from a URL, UTF-16 units: what a pipeline keeps as a group key. */
export const URL_TEXT_MAX = 512;

/** Parts of a page's address. A part is null where the address has none. */
export interface PageUrl {
  /** `https:` and so on; null for an address without one, such as `/home`. */
  readonly scheme: string | null;
  /** In lower case, with the port unless it is the scheme's own. */
  readonly host: string | null;
  /** Letters as they are read, whether the address spells them or their percent form: `/パス`. */
  readonly path: string | null;
  readonly parameters: URLSearchParams;
}

/** A base for addresses that begin with their path; never shown. */
const NOWHERE = 'relative:';
const NO_PAGE: PageUrl = { scheme: null, host: null, path: null, parameters: new URLSearchParams() };

let latest: { readonly url: string; readonly page: PageUrl } | undefined;

/**
 * Reads a page's address as a browser does ([URL standard](https://url.spec.whatwg.org/)): blanks around it do not count,
 * `https:example.com` is `https://example.com/`, dots in a path are resolved. Texts longer than 512 characters end with `…`
 * there. Of a text that is no address every part is null. Never throws.
 */
export function readPageUrl(url: string): PageUrl {
  if (latest?.url === url) return latest.page;
  const page = parse(url);
  latest = { url, page };
  return page;
}

/** The first value of a parameter of the address's query, shortened like the other parts; null without one. */
export function parameterOf(url: string, name: string): string | null {
  return shortened(readPageUrl(url).parameters.get(name));
}

function parse(url: string): PageUrl {
  const absolute = toUrl(url);
  const parsed = absolute ?? toUrl(url, `${NOWHERE}///`);
  if (!parsed) return NO_PAGE;
  return {
    scheme: absolute ? parsed.protocol : null,
    host: shortened(parsed.host || null),
    path: shortened(readable(parsed.pathname) || '/'),
    parameters: parsed.searchParams,
  };
}

function toUrl(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}

const ESCAPES = /(?:%[0-9a-f]{2})+/gi;
/** What stays an escape: what would mean something else in a path, and what cannot be seen. */
const KEPT = /[^\p{L}\p{M}\p{N}\p{P}\p{S}]|[\x00-\x7f](?<![A-Za-z0-9._~-])/gu;

/** One spelling for paths that are the same ([RFC 3986, 6.2.2](https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2)). */
function readable(path: string): string {
  return path.replace(ESCAPES, escapes => {
    try {
      return decodeURIComponent(escapes).replace(KEPT, escaped);
    } catch {
      return escapes.toUpperCase();
    }
  });
}

const escaped = (character: string): string =>
  [...new TextEncoder().encode(character)].map(byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

function shortened(text: string | null): string | null {
  if (text === null || text.length <= URL_TEXT_MAX) return text;
  const cut = text.slice(0, URL_TEXT_MAX - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
