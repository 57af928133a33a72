import { readFileSync } from 'node:fs';
import { pathOf } from '../../engine/definition/field-path';
import type { Pipeline } from '../../engine/definition/pipeline';
import { isDefaultSource } from '../../engine/definition/source';
import { parseText } from '../../engine/events/parse-event';
import { didYouMean } from '../../engine/text/nearest-name';
import type { Feed, Reader } from '../../feeds/feed';
import { feedNamed } from '../../feeds/index';
import { UserError } from '../user-error';
import { jsonOf, renamed } from './pump';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export interface FeedSettings {
  readonly symbols?: readonly string[];
  readonly url?: string;
  readonly mode?: string;
  readonly config?: string;
  /** Between two polls, ms. */
  readonly every?: number;
  readonly contact?: string;
  readonly rename: Readonly<Record<string, string>>;
}

/** A feed as it was asked for. */
export interface ChosenFeed {
  readonly feed: Feed;
  readonly reader: Reader;
  /** Values that must be shown nowhere. */
  readonly secrets: readonly string[];
  readonly settings: FeedSettings;
}

/**
 * The feed of a name, with its keys from the environment.
 *
 * @throws FeedError, UserError for what it is not or lacks.
 */
export function chooseFeed(name: string, settings: FeedSettings): ChosenFeed {
  const feed = feedNamed(name);
  const configuration = configurationOf(feed, settings.config);
  const keys = keysOf(feed);
  const symbols = symbolsOf(feed, settings.symbols);
  if (settings.mode !== undefined && !feed.modes?.includes(settings.mode))
    throw new UserError(`--mode: ${feed.name} has ${feed.modes ? feed.modes.join(', ') : 'no modes'}`);
  if (settings.every !== undefined && feed.transport !== 'polling')
    throw new UserError(`--every: ${feed.name} is not polled`);
  const url = urlOf(feed, settings.url ?? feed.url ?? (configuration as { url?: string } | undefined)?.url);
  const reader = feed.reader({ url, symbols, keys, mode: settings.mode, configuration });
  return { feed, reader, secrets: Object.values(keys), settings };
}

function keysOf({ name, keys }: Feed): Record<string, string> {
  const lacking = keys.filter(key => !process.env[key]);
  if (lacking.length > 0)
    throw new UserError(`${name} needs ${keys.join(' and ')} in the environment; not set: ${lacking.join(', ')}`);
  return Object.fromEntries(keys.map(key => [key, process.env[key]!]));
}

function symbolsOf({ name, symbols: example, symbolsMax = Infinity }: Feed, given: readonly string[] = []): string[] {
  const symbols = [...new Set(given)];
  if (example === undefined && symbols.length > 0) throw new UserError(`--symbols: ${name} has none`);
  if (example !== undefined && symbols.length === 0) throw new UserError(`${name} needs --symbols, such as ${example}`);
  if (symbols.includes('')) throw new UserError('--symbols: a name between commas is empty');
  if (symbols.length > symbolsMax) throw new UserError(`--symbols: ${name} takes at most ${symbolsMax}`);
  return symbols;
}

function configurationOf({ name, isConfigured }: Feed, path: string | undefined): unknown {
  if (!isConfigured && path !== undefined) throw new UserError(`--config: ${name} takes none`);
  if (!isConfigured) return undefined;
  if (path === undefined) throw new UserError(`${name} needs --config, a JSON file that says where fields are`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`--config: cannot read ${path} (${(error as NodeJS.ErrnoException).code})`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`--config: ${path} is no JSON`);
  }
}

function urlOf({ name, transport, keys }: Feed, text = ''): URL {
  const schemes = transport === 'websocket' ? ['wss:', 'ws:'] : ['https:', 'http:'];
  // What was typed may hold a key: it is not repeated.
  if (!URL.canParse(text) || !schemes.includes(new URL(text).protocol))
    throw new UserError(`--url: expected a URL that begins with ${schemes.map(scheme => `${scheme}//`).join(' or ')}`);
  const url = new URL(text);
  const isSecure = url.protocol === schemes[0];
  if (keys.length > 0 && !isSecure && !LOOPBACK.test(url.hostname))
    throw new UserError(`--url: the keys of ${name} go over ${schemes[0]}// only, or to this machine`);
  return url;
}

/**
 * Refuses a pipeline that cannot read the feed's events.
 *
 * @throws UserError that names what it lacks and what there is.
 */
export function checkFits({ feed, reader, settings: { rename } }: ChosenFeed, pipeline: Pipeline): void {
  if (!isDefaultSource(pipeline.source))
    throw new UserError(`pipeline ${pipeline.name} has a source of its own, and feeds give plain JSON events`);
  const gives = reader.fields ?? Object.keys(feed.example!);
  const odd = Object.keys(rename).find(from => !gives.includes(from));
  if (odd !== undefined)
    throw new UserError(
      `--rename: ${feed.name} gives no field ${odd}${didYouMean(odd, gives)}; it gives ${gives.join(', ')}`,
    );
  const given = gives.map(name => renamed(name, rename));
  const lacking = Object.entries(pipeline.fields)
    .filter(([, { isOptional }]) => !isOptional)
    .map(([name, field]) => String(pathOf(name, field)[0]))
    .filter(name => !given.includes(name));
  if (lacking.length > 0)
    throw new UserError(
      `pipeline ${pipeline.name} needs ${lacking.join(', ')}, which ${feed.name} does not give: it gives ${gives.join(', ')}; --rename from=to gives them other names`,
    );
  if (!feed.example) return;
  const parsed = parseText(pipeline, Buffer.from(jsonOf(feed.example, rename)), Date.now());
  if ('bad' in parsed)
    throw new UserError(`pipeline ${pipeline.name} cannot read events of ${feed.name}: ${parsed.bad}`);
}
