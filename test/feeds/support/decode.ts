import type { Decoded, FeedEvent, Reader } from '../../../feeds/feed';
import { feedNamed } from '../../../feeds/index';

/** When frames arrive, ms since 1970. */
export const ARRIVED = 1_700_000_000_000;

export function reader(name: string, symbols: readonly string[] = ['A'], configuration?: unknown): Reader {
  const keys = { ALPACA_KEY: 'k', ALPACA_SECRET: 's', XIGNITE_TOKEN: 't' };
  const url = new URL('http://127.0.0.1:1/quotes?of={symbols}');
  return feedNamed(name).reader({ url, symbols, keys, mode: undefined, configuration });
}

export const decode = (name: string, message: unknown): Decoded =>
  reader(name).decode(JSON.stringify(message), ARRIVED);

/** What a frame with one event comes to. */
export const trade = (fields: object, timeMs: number, more: Partial<FeedEvent> = {}) => ({
  events: [{ fields, timeMs, ...more }],
});
