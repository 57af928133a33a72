import { valueAt } from '../../engine/formats/value-at';
import { isoTimeMs } from '../../engine/text/iso-time';
import type { Decoded, Feed, FeedEvent, Reader, ReaderSettings } from '../feed';
import { decodeJson, isMessage, type Message, numberText, shown, together } from '../message';
import { type PollConfiguration, pollConfiguration } from './xignite-configuration';

const TOKEN = 'XIGNITE_TOKEN';

/**
 * Quotes of a service of Xignite (QUODD): polled, since its answers differ by service and have no public schema. The
 * configuration says where in them items and fields are. Every answer has `Outcome`, which is `Success` or names an error,
 * explained by `Message`; the token stands in the URL as `_token`, which is never shown. A quote that is as it was at the poll
 * before is no event. (https://www.xignite.com/getting-started)
 */
export const xignite: Feed = {
  name: 'xignite',
  title: 'Xignite quotes, polled',
  transport: 'polling',
  keys: [TOKEN],
  url: undefined,
  documentation: 'https://www.xignite.com/getting-started',
  terms: 'https://www.quodd.com/terms-of-use',
  limits: "the contract's hits: a poll is one for each symbol (--every)",
  symbols: 'AAPL,MSFT',
  isConfigured: true,
  pipeline: 'trades',
  example: undefined,
  silentAfterMs: 30_000,
  missedBy: 'time',
  reader: xigniteReader,
};

function xigniteReader({ url, symbols, keys, configuration }: ReaderSettings): Reader {
  const config = pollConfiguration(configuration);
  /** What was told last, by an event's first field. */
  const latest = new Map<string, string>();
  return {
    fields: [...config.fields.keys(), config.time.name],
    open: () => {
      const asked = new URL(
        url.href.replaceAll(/(?:\{|%7B)symbols(?:\}|%7D)/gi, encodeURIComponent(symbols.join(','))),
      );
      asked.searchParams.set('_token', keys[TOKEN]!);
      return { url: asked, headers: { accept: 'application/json' } };
    },
    decode(frame, arrivedMs) {
      let isFirst = true;
      return decodeJson(frame, message => {
        const refusal = isFirst && config.items.length > 0 ? outcomeOf(message) : undefined;
        isFirst = false;
        if (refusal) return refusal;
        const found = valueAt(message, config.items);
        const items = Array.isArray(found) ? (found as unknown[]) : [found];
        const decoded = together(items.map(item => itemOf(item, config, arrivedMs)));
        return { ...decoded, events: (decoded.events ?? []).filter(event => isNews(event, config.time.name, latest)) };
      });
    },
  };
}

/** What an answer or an item says that went wrong; a wrong token or subscription will be as wrong the next time. */
function outcomeOf({ Outcome: outcome, Message: message }: Message): Decoded | undefined {
  if (typeof outcome !== 'string' || outcome === 'Success') return undefined;
  const text = shown(`${outcome}: ${typeof message === 'string' ? message : 'no message'}`);
  return outcome === 'RegistrationError' ? { refused: text } : { problem: text };
}

function itemOf(item: unknown, { fields, time }: PollConfiguration, arrivedMs: number): Decoded {
  if (!isMessage(item)) return { problem: `items: expected an object, not ${shown(item)}` };
  const refusal = outcomeOf(item);
  if (refusal) return refusal;
  const texts: Record<string, string> = {};
  for (const [name, where] of fields) {
    const value = 'value' in where ? where.value : valueAt(item, where.path);
    if (value === undefined || value === null) continue;
    if (typeof value === 'object') return { problem: `fields.${name}: expected a value, not ${shown(value)}` };
    const isText = 'value' in where && typeof value === 'string';
    texts[name] = (isText ? undefined : numberText(value)) ?? JSON.stringify(value);
  }
  const timeMs = timeOf(item, time);
  if (typeof timeMs === 'string') return { problem: `time: ${timeMs}` };
  texts[time.name] = String(timeMs ?? arrivedMs);
  return { events: [{ fields: texts, timeMs }] };
}

/** ms since 1970, undefined where the configuration names none, or why it cannot be read. */
function timeOf(item: Message, { paths, format, zone }: PollConfiguration['time']): number | undefined | string {
  if (paths.length === 0) return undefined;
  const text = paths.map(each => String(valueAt(item, each))).join(' ');
  const ms = format ? format.read(text, zone) : isoTimeMs(text);
  return typeof ms === 'string' || Number.isNaN(ms)
    ? `${shown(text)}: ${typeof ms === 'string' ? ms : 'not ISO 8601 with a zone'}`
    : ms;
}

/** Whether an item differs from the one before of the same first field; when an answer came is no news. */
function isNews({ fields, timeMs }: FeedEvent, timeField: string, latest: Map<string, string>): boolean {
  const told = Object.entries(fields).filter(([name]) => timeMs !== undefined || name !== timeField);
  const [[, symbol] = ['', '']] = told;
  const text = told.join();
  if (latest.get(symbol) === text) return false;
  latest.set(symbol, text);
  return true;
}
