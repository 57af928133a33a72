import { readPageUrl } from '../engine/expression/functions/page-url';

/** A page view as it goes to the stream: what the `page-views` pipeline reads. */
export interface PageView {
  readonly anonymous_user_id: string;
  readonly url: string;
  /** Unix seconds. */
  readonly time: number;
  readonly browser?: string;
  readonly os?: string;
  readonly screen_resolution?: string;
  /** The host of the page that led here; only where it is of another site. */
  readonly referrer?: string;
  /** Two letters, as told by a CloudFront in front. */
  readonly country?: string;
  /** True where the client says that it is a program, or is known to be one. */
  readonly bot: boolean;
}

/** What the request tells about a view: the country, and the rest where the body leaves it out. */
export interface Defaults {
  readonly nowMs: number;
  /** The visitor's id for a view of a host. */
  readonly visitor: (host: string) => string;
  readonly browser: string | undefined;
  readonly os: string | undefined;
  readonly country: string | undefined;
  readonly isBot: boolean;
}

/** Longest text of each field, characters. */
const LENGTH_MAX = {
  anonymous_user_id: 128,
  url: 2_048,
  browser: 64,
  os: 64,
  screen_resolution: 32,
  referrer: 2_048,
} as const;
/**
 * How far a client's clock may be ahead, ms. The pipeline quarantines what is a minute ahead of its arrival, which Kinesis
 * notes by a clock of its own: 5 s are left for what the two may differ.
 */
const AHEAD_MS_MAX = 55_000;

/** A page view that cannot be taken. The message begins with the field's name. */
export class BadPageView extends Error {
  override readonly name = 'BadPageView';
}

/**
 * The page view in a parsed body. Fields of other names are left out.
 *
 * @throws BadPageView
 */
export function toPageView(body: unknown, defaults: Defaults): PageView {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new BadPageView('body: expected an object');
  const fields = body as Readonly<Record<string, unknown>>;
  const url = text(fields, 'url');
  if (url === undefined) throw new BadPageView('url: missing');
  const host = pageHost(url);
  const referrer = referringHost(fields, host);
  const { bot = false } = fields;
  if (typeof bot !== 'boolean') throw new BadPageView('bot: expected true or false');
  const [browser, os] = [text(fields, 'browser') ?? defaults.browser, text(fields, 'os') ?? defaults.os];
  const { country } = defaults;
  const resolution = text(fields, 'screen_resolution');
  return {
    anonymous_user_id: text(fields, 'anonymous_user_id') ?? defaults.visitor(host),
    url,
    time: time(fields['time'], defaults.nowMs),
    ...(browser === undefined ? {} : { browser }),
    ...(os === undefined ? {} : { os }),
    ...(resolution === undefined ? {} : { screen_resolution: resolution }),
    ...(referrer === undefined ? {} : { referrer }),
    ...(country === undefined ? {} : { country }),
    bot: bot || defaults.isBot,
  };
}

/** A field's text; undefined where it is missing or null. */
function text(fields: Readonly<Record<string, unknown>>, name: keyof typeof LENGTH_MAX): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new BadPageView(`${name}: expected text`);
  if (value === '') throw new BadPageView(`${name}: empty`);
  if (value.length > LENGTH_MAX[name]) throw new BadPageView(`${name}: longer than ${LENGTH_MAX[name]} characters`);
  return value.toWellFormed();
}

function time(value: unknown, nowMs: number): number {
  if (value === undefined || value === null) return nowMs / 1000;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw new BadPageView('time: expected Unix seconds');
  if (value * 1000 > nowMs + AHEAD_MS_MAX) throw new BadPageView('time: ahead of the clock; expected Unix seconds');
  return value;
}

/** The host of a page that browsers can show, read as the pipeline reads it. */
function pageHost(url: string): string {
  const { scheme, host } = readPageUrl(url);
  if (scheme === null) throw new BadPageView('url: expected an absolute URL');
  if ((scheme !== 'http:' && scheme !== 'https:') || host === null)
    throw new BadPageView('url: expected one of http or https');
  return host;
}

/** Who led a visitor here: no more than the host is kept, and nothing where it is the page's own. */
function referringHost(fields: Readonly<Record<string, unknown>>, own: string): string | undefined {
  // Browsers write an empty text where there is none.
  const referrer = fields['referrer'] === '' ? undefined : text(fields, 'referrer');
  if (referrer === undefined) return undefined;
  const { scheme, host } = readPageUrl(referrer);
  if (scheme === null || host === null) throw new BadPageView('referrer: expected an absolute URL');
  return host === own ? undefined : host;
}
