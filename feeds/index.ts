import { didYouMean } from '../engine/text/nearest-name';
import { type Feed, FeedError } from './feed';
import { alpaca } from './sources/alpaca';
import { binance } from './sources/binance';
import { coinbase } from './sources/coinbase';
import { kite } from './sources/kite';
import { kraken } from './sources/kraken';
import { wikimedia } from './sources/wikimedia';
import { xignite } from './sources/xignite';

export const feeds: readonly Feed[] = [alpaca, binance, coinbase, kite, kraken, wikimedia, xignite];

/** @throws FeedError with the nearest name. */
export function feedNamed(name: string): Feed {
  const feed = feeds.find(each => each.name === name);
  if (feed) return feed;
  const names = feeds.map(each => each.name);
  throw new FeedError(
    `no feed is called ${name.slice(0, 64)}${didYouMean(name, names) || `; there are ${names.join(', ')}`}`,
  );
}
