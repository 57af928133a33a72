import { isoTimeMs } from '../../engine/text/iso-time';
import type { Decoded, EventFields, Feed, ReaderSettings } from '../feed';
import { decodeJson, isMessage, type Message, shown, wholeOf } from '../message';

/**
 * Changes in all wikis of Wikimedia, as server-sent events: `{meta:{dt,id,domain},type,title,user,bot,wiki,length,…}`. Events
 * of the domain `canary` are the service's own tests and left out. It resumes behind a Last-Event-ID, for as long as it keeps
 * events (7 days or more); a connection ends after 15 minutes.
 * (https://wikitech.wikimedia.org/wiki/Event_Platform/EventStreams_HTTP_Service)
 */
export const wikimedia: Feed = {
  name: 'wikimedia',
  title: 'Edits in Wikipedia and its sisters',
  transport: 'server-sent events',
  keys: [],
  url: 'https://stream.wikimedia.org/v2/stream/recentchange',
  documentation: 'https://wikitech.wikimedia.org/wiki/Event_Platform/EventStreams_HTTP_Service',
  terms: 'https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy',
  limits: 'a few connections; a User-Agent that says whom to write to (--contact)',
  symbols: undefined,
  pipeline: 'wikimedia',
  example: {
    id: '"29a4f33e-6b9d-4d3f-a2a1-1f2d3c4b5a69"',
    time: '"2026-05-01T12:00:00.123Z"',
    wiki: '"enwiki"',
    domain: '"en.wikipedia.org"',
    type: '"edit"',
    title: '"Watermark"',
    user: '"Ada"',
    bot: 'false',
    namespace: '0',
    bytes: '42',
  },
  optional: ['domain', 'title', 'user', 'bot', 'namespace', 'bytes'],
  silentAfterMs: 30_000,
  missedBy: 'resume',
  reader: ({ url }: ReaderSettings) => ({ open: () => ({ url }), decode: frame => decodeJson(frame, decode) }),
};

function decode(message: Message): Decoded {
  const { meta, wiki, type, title, user, bot, namespace, length } = message;
  const { id, dt, domain } = isMessage(meta) ? meta : {};
  if (domain === 'canary') return {};
  const timeMs = typeof dt === 'string' ? isoTimeMs(dt) : NaN;
  if (typeof id !== 'string' || typeof wiki !== 'string' || typeof type !== 'string' || Number.isNaN(timeMs))
    return { problem: `a change cannot be read: ${shown(message)}` };
  const fields: Record<string, string> = {
    id: JSON.stringify(id),
    time: JSON.stringify(dt),
    wiki: JSON.stringify(wiki),
  };
  if (typeof domain === 'string') fields['domain'] = JSON.stringify(domain);
  fields['type'] = JSON.stringify(type);
  if (typeof title === 'string') fields['title'] = JSON.stringify(title);
  if (typeof user === 'string') fields['user'] = JSON.stringify(user);
  if (typeof bot === 'boolean') fields['bot'] = String(bot);
  if (wholeOf(namespace) !== undefined) fields['namespace'] = String(namespace);
  const bytes = grown(length);
  if (bytes !== undefined) fields['bytes'] = String(bytes);
  return { events: [{ fields: fields satisfies EventFields, timeMs }] };
}

/** How many bytes longer a page is than before; a new one has no length from before. */
function grown(length: unknown): number | undefined {
  if (!isMessage(length)) return undefined;
  const now = wholeOf(length['new']);
  const before = length['old'] === null || length['old'] === undefined ? 0 : wholeOf(length['old']);
  return now === undefined || before === undefined ? undefined : now - before;
}
